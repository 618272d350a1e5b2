import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../simulator/template/template-json.ts';
import { ParameterError, resolveTemplate } from '../../../simulator/template/template.ts';
import { hostileJson } from '../../lambda/functions/responder/signals/fuzz-values.ts';

const RUNS = { seed: 20_261_240, numRuns: 800 };
const PLACE = { region: 'ap-northeast-1', account: '111122223333' };

/** What the expressions refer to. */
const SURROUNDINGS = {
  Parameters: {
    Text: { Type: 'String', Default: 'from a parameter' },
    Number: { Type: 'Number', Default: 7 },
  },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Number' }, '7'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }] },
  },
  Mappings: { Words: { first: { of: 'a mapped word' } } },
} as const;

function resolved(expression: Json): Json | undefined {
  const Resources = { It: { Type: 'AWS::Test::Thing', Properties: { Value: expression } } };
  return resolveTemplate({ ...SURROUNDINGS, Resources }, PLACE).resources.get('It')?.properties.Value;
}

/** An expression, and the value that it was made of: whoever resolves the one must get the other. */
interface Written {
  readonly expression: Json;
  readonly value: Json;
}
interface WrittenText {
  readonly expression: Json;
  readonly value: string;
}

const plain = fc.string({ unit: 'grapheme', maxLength: 12 });
const known: fc.Arbitrary<WrittenText> = fc.constantFrom<WrittenText>(
  { expression: { Ref: 'Text' }, value: 'from a parameter' },
  { expression: { Ref: 'Number' }, value: '7' },
  { expression: { Ref: 'AWS::Region' }, value: PLACE.region },
  { expression: { Ref: 'AWS::AccountId' }, value: PLACE.account },
  { expression: { 'Fn::Sub': '${AWS::Partition}:${Text}:${!Text}' }, value: 'aws:from a parameter:${Text}' },
  { expression: { 'Fn::FindInMap': ['Words', 'first', 'of'] }, value: 'a mapped word' },
);

const { text } = fc.letrec<{ text: WrittenText }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small' },
    plain.map((value) => ({ expression: value, value })),
    known,
    fc.tuple(plain, fc.array(tie('text'), { maxLength: 3 })).map(([between, parts]) => ({
      expression: { 'Fn::Join': [between, parts.map((one) => one.expression)] },
      value: parts.map((one) => one.value).join(between),
    })),
    fc
      .tuple(
        tie('text'),
        tie('text'),
        fc.constantFrom(['Yes', 0], ['No', 1], ['Both', 0]) as fc.Arbitrary<[string, 0 | 1]>,
      )
      .map(([one, other, [name, which]]) => ({
        expression: { 'Fn::If': [name, one.expression, other.expression] },
        value: which === 0 ? one.value : other.value,
      })),
    fc.tuple(fc.array(tie('text'), { minLength: 1, maxLength: 3 }), fc.nat()).map(([parts, pick]) => ({
      expression: { 'Fn::Select': [pick % parts.length, parts.map((one) => one.expression)] },
      value: parts[pick % parts.length]?.value ?? '',
    })),
    fc.tuple(tie('text'), tie('text')).map(([one, other]) => ({
      expression: { 'Fn::Sub': ['<${One}|${Other}>', { One: one.expression, Other: other.expression }] },
      value: `<${one.value}|${other.value}>`,
    })),
    tie('text').map((one) => ({
      expression: {
        'Fn::Select': [
          1,
          { 'Fn::Split': ['\u0001', { 'Fn::Join': ['\u0001', ['x', one.expression, 'y']] }] },
        ],
      },
      value: one.value,
    })),
    tie('text').map((one) => ({
      expression: { 'Fn::Base64': one.expression },
      value: Buffer.from(one.value).toString('base64'),
    })),
  ),
}));

const NO_VALUE: Json = { Ref: 'AWS::NoValue' };
const { tree } = fc.letrec<{ tree: Written }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    text as fc.Arbitrary<Written>,
    fc.constantFrom<Written>({ expression: 3, value: 3 }, { expression: true, value: true }),
    fc.array(fc.option(tie('tree')), { maxLength: 4 }).map((parts) => ({
      expression: parts.map((one) => one?.expression ?? NO_VALUE),
      value: parts.flatMap((one) => (one === null ? [] : [one.value])),
    })),
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.option(tie('tree')), { maxKeys: 4 })
      .map((members) => ({
        expression: Object.fromEntries(
          Object.entries(members).map(([key, one]) => [key, one?.expression ?? NO_VALUE]),
        ),
        value: Object.fromEntries(
          Object.entries(members).flatMap(([key, one]) => (one === null ? [] : [[key, one.value]])),
        ),
      })),
  ),
}));

describe('a template', () => {
  it('resolves to the value that its expressions were made of', () => {
    fc.assert(
      fc.property(tree, ({ expression, value }) => {
        expect(resolved(expression)).toEqual(value);
      }),
      RUNS,
    );
  });

  it('without intrinsic functions is what it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }), (value) => {
        fc.pre(!/"Ref"|"Fn::/.test(JSON.stringify(value)));
        expect(JSON.stringify(resolved(value as Json))).toBe(JSON.stringify(value));
      }),
      RUNS,
    );
  });

  it('that makes no sense is refused by a sentence, and never half resolved', () => {
    const NAMES = [
      'Ref',
      'Fn::Join',
      'Fn::If',
      'Fn::Sub',
      'Fn::Select',
      'Fn::Split',
      'Fn::GetAtt',
      'Fn::FindInMap',
      'Fn::Odd',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), hostileJson(), (name, argument) => {
        let value: Json | undefined;
        try {
          value = resolved({ [name]: argument as Json });
        } catch (thrown) {
          expect((thrown as Error).message).toMatch(/^template: /);
          return;
        }
        expect(JSON.stringify(value ?? null)).not.toMatch(/"Fn::Odd"/);
      }),
      RUNS,
    );
  });

  it('takes no parameter that it does not have, whatever it is called', () => {
    fc.assert(
      fc.property(
        fc.string().filter((name) => name !== 'Text' && name !== 'Number'),
        fc.string(),
        (name, value) => {
          const parameters = Object.fromEntries([[name, value]]);
          const template = { ...SURROUNDINGS, Resources: {} };
          expect(() => resolveTemplate(template, { ...PLACE, parameters })).toThrow(ParameterError);
        },
      ),
      { ...RUNS, numRuns: 300 },
    );
  });
});
