import { describe, expect, it } from '@jest/globals';
import { losesItsAddress, lossesOf, willLose } from '../../../../lambda/core/model/losses.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { anInstance, TYPE } from '../given.ts';

const IP = '203.0.113.10';

describe('what a stop and a start cost', () => {
  it.each([
    ['another', { publicIp: IP, address: 'another' }],
    ['none', { publicIp: IP, address: 'none' }],
    ['same', {}],
    [undefined, { publicIp: IP }],
  ] as const)('is the public address, where after the start it has: %s', (addressAtStart, expected) => {
    const facts = addressAtStart === undefined ? {} : { addressAtStart };
    expect(lossesOf(anInstance({ facts }))).toEqual(expected);
    expect(losesItsAddress(lossesOf(anInstance({ facts })))).toBe(addressAtStart === 'none');
  });

  it('is no address where it has none', () => {
    const { publicIp: _, ...facts } = anInstance().facts;
    const loses = lossesOf({ facts: { ...facts, addressAtStart: 'none' }, typeFacts: TYPE });
    expect(loses).toEqual({});
    expect(losesItsAddress({ address: 'none' })).toBe(false);
  });

  it('is the data of instance store volumes and the place in a placement group', () => {
    const typeFacts = { ...TYPE, instanceStorageSupported: true };
    const facts = { placementGroup: 'pg', addressAtStart: 'same' as const };
    expect(lossesOf(anInstance({ facts, typeFacts }))).toEqual({ instanceStore: true, placementGroup: 'pg' });
    const { typeFacts: _, ...unread } = anInstance({ facts: { addressAtStart: 'same' } });
    expect(lossesOf(unread)).toEqual({});
  });

  it('is said in one sentence: memory always, the rest where there is any', () => {
    expect(inWords(willLose({}))).toBe('A stop and a start cost what is in its memory.');
    expect(
      inWords(willLose({ instanceStore: true, placementGroup: 'pg', publicIp: IP, address: 'another' })),
    ).toBe(
      `A stop and a start cost what is in its memory; the data on its instance store volumes; its place in the placement group pg; its public IPv4 address ${IP}, in place of which it gets another one.`,
    );
    expect(inWords(willLose({ publicIp: IP }))).toMatch(/unless that is an Elastic IP\.$/);
    expect(inWords(willLose({ publicIp: IP, address: 'none' }))).toMatch(/EC2 GIVES NO OTHER ONE/);
  });
});
