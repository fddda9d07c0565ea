/** The body of an answer, unless it is longer than `max` characters: no more of it is read then. */
export async function shortText({ body }: Response, max: number): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > max) return undefined
  }
  return text
}
