/** The client under test: its real code, one copy for each page. */

import { PAGE_GLOBALS, type Page } from './page.ts'
import { realm, type Mutation, type Realm } from './realm.ts'

type Exports = typeof import('../../widget/client/index.ts')
export type Client = Realm<Exports>

export const compileClient = (mutations: readonly Mutation[] = []): Promise<Client> =>
  realm<Exports>('widget/client/index.ts', PAGE_GLOBALS, mutations)

/** What a script on this page imports. */
export const clientOn = (client: Client, page: Page): Exports => client(...page.globals())
