/**
 * Case 15: with 1,800 held instances, long names and SNS away the item of the Region grew over the 400 KB that DynamoDB takes; then
 * no claim could be written, and nothing in the Region was recovered any more.
 * Workload: none, because no seed can afford a fleet of thousands.
 * Mutants: none, for the same reason; the simulated DynamoDB refuses what is too large in every run.
 */
import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../../../simulator/runtime/service-error.ts';
import { fleetOf } from '../../../long-runs.ts';
import { aRegion, MINUTE, writes } from '../../a-region.ts';

/** 1,800 in `npm run test:long`. */
const HELD_IN_ZONE = fleetOf(600);
const NAME = '日本語の名前'.repeat(13);

describe('a fleet held in three zones, with long names, while SNS is away', () => {
  it('the Region has room for a claim, and each is named once SNS is back', async () => {
    let away = true;
    const region = aRegion(
      {},
      {
        fault: ({ service }) =>
          away && service === 'sns'
            ? { when: 'before', what: new ServiceError('InternalError', 'away', 500) }
            : undefined,
      },
    );
    const hit = ['a', 'c', 'd'].flatMap((zone) =>
      Array.from({ length: HELD_IN_ZONE }, () =>
        region.add({ name: NAME, availabilityZone: `${region.region}${zone}` }),
      ),
    );
    const other = region.add({ name: 'db-1', availabilityZone: `${region.region}e` });
    await region.run(2 * MINUTE);
    for (const one of [...hit, other]) region.failHost(one);
    await region.run(20 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    const refused = region.journal.of('call').filter(({ error }) => error === 'ValidationException');
    expect(refused).toEqual([]);

    away = false;
    await region.run(10 * MINUTE);
    const mails = region.journal.of('mail');
    const named = mails.map(({ body }) => body).join();
    expect(hit.filter(({ id }) => !named.includes(id))).toEqual([]);
    for (const { body } of mails) expect(Buffer.byteLength(body)).toBeLessThan(256_000);
  }, 300_000);
});
