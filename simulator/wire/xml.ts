import { NotSimulatedError } from '../runtime/service-error.ts';

/** In: a value of an answer and what it is called. Out: what stands between the tags of its element. */
export type Writer = (value: unknown, called: string) => string;

const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser makes a line feed of it, unless it is written like this.
  '\r': '&#xD;',
};

/** In: the tag of the root, its attributes as text, and what is in it. Out: the document. */
export function xmlDocument(tag: string, attributes: string, content: string): string {
  return `${XML_HEAD}<${tag}${attributes}>${content}</${tag}>`;
}

/** In: a tag and what is in it. Out: the element, `<tag/>` when nothing is. */
export function element(tag: string, content: string): string {
  return content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`;
}

/** A text, a number, true or false, or an instant in ISO 8601 with milliseconds, as EC2 writes it. */
export const scalar: Writer = (value, called) => {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  throw new NotSimulatedError(`${called} is a ${typeof value}: in XML that is not simulated`);
};

/** A list: one `<item>` for each member. */
export function itemsOf(member: Writer): Writer {
  return (value, called) => {
    if (!Array.isArray(value)) throw new NotSimulatedError(`${called} is not a list`);
    return value.map((one) => element('item', member(one, called))).join('');
  };
}

/** The tag of each known field of an answer, and how it is written. */
export type KnownFields = Readonly<Record<string, readonly [tag: string, write: Writer]>>;

/** Fields of known names; one that is undefined has no element. Any other is not simulated. */
export function elementsOf(known: KnownFields): Writer {
  return (value, called) => {
    if (typeof value !== 'object' || value === null) throw new NotSimulatedError(`${called} has no fields`);
    let content = '';
    for (const [field, one] of Object.entries(value)) {
      if (one === undefined) continue;
      const [tag, write] = Object.hasOwn(known, field) ? (known[field] ?? []) : [];
      if (tag === undefined || write === undefined)
        throw new NotSimulatedError(`${called} with ${field} has no element that is simulated`);
      content += element(tag, write(one, `${called} ${field}`));
    }
    return content;
  };
}

/** XML 1.0 has no way to write most control characters, so no service can answer with one. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the ones that must not occur
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new NotSimulatedError(`XML cannot hold ${JSON.stringify(text)}`);
  return text.replaceAll(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? character);
}
