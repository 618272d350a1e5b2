/** The descriptions of a Health event, as far as they are what AWS documents. */
export type Descriptions = readonly { readonly latestDescription?: string }[] | string | undefined;

/** What AWS says in an event: its first text that is not empty. */
export function wordsOfEvent(descriptions: Descriptions): string {
  if (typeof descriptions !== 'object') return '';
  return (
    descriptions.map(({ latestDescription = '' }) => latestDescription).find((text) => text !== '') ?? ''
  );
}
