import type { ReachedConfig } from '../config/config.ts'
import type { Assets } from '../http/assets.ts'

/** What the console needs of the relay's settings, and where that relay is. */
export interface ConsoleParts {
  config: Pick<ReachedConfig, 'apiKeys' | 'tokenSecrets' | 'providers' | 'publicUrl' | 'testMoney'>
  /** Where the relay is reached from here, without a slash at its end. */
  relay: string
  assets: Assets
  /** The relay believes certificates that we make ourselves, as the demo's does. */
  signsCertificates?: boolean
}
