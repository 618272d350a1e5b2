import {
  asList,
  asObject,
  asText,
  section,
  type Json,
  type JsonObject,
} from '../../simulator/template/template-json.ts';
import type { Variables } from './local-only.ts';

/** moto forgets the log group when it is updated, so this is one of the values that an update keeps. */
const KEPT_BY_UPDATES = { LogRetentionDays: '30', AlertEmail: 'night@example.org' } as const;

/**
 * A value for every parameter of a template, none of them the default, so that one that is not handed on is seen.
 *
 * @param step another whole number gives other values: a number is so much above its default, a choice so many further
 * @param chosen what the deployment is about
 */
export function valuesFor(template: JsonObject, step: number, chosen: Variables): Variables {
  const own: Variables = { ...KEPT_BY_UPDATES, ...chosen };
  return Object.fromEntries(
    Object.entries(section(template, 'Parameters')).map(([name, node]) => {
      return [name, own[name] ?? otherThanDefault(asObject(node, name), step, name)];
    }),
  );
}

function otherThanDefault(parameter: JsonObject, step: number, name: string): string {
  const byDefault = asText(parameter.Default, name);
  if (parameter.AllowedValues !== undefined) {
    const others = asList(parameter.AllowedValues, name)
      .map((value: Json) => asText(value, name))
      .filter((value) => value !== byDefault);
    return others[step % others.length] ?? byDefault;
  }
  if (parameter.Type !== 'Number') return byDefault;
  const max = Number(parameter.MaxValue ?? Number.MAX_SAFE_INTEGER);
  return String(Math.min(Number(byDefault) + step, max));
}
