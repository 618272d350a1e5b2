import type { Scenario } from './scenario.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Failures that end with the instance back, with or without the responder, or with a human who knows. */
export const RECOVERIES: readonly Scenario[] = [
  {
    name: 'host-failure',
    title: 'A host fails; the instance is moved to another host',
    about: 'AWS gets five minutes to recover it; then it is stopped, and started on another host.',
    run: async (region) => {
      const web = region.add({ name: 'web-1', publicIp: '203.0.113.7' });
      region.add({ name: 'web-2' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(20 * MINUTE);
    },
  },
  {
    name: 'os-failure',
    title: 'An operating system hangs; a human gets the facts',
    about:
      'The host is healthy, so nothing is stopped. A human reboots it, and the incident closes by itself.',
    run: async (region) => {
      const db = region.add({ name: 'db-1' });
      await region.run(3 * MINUTE);
      region.failOs(db);
      await region.run(25 * MINUTE);
      region.world('a human reboots db-1', db);
      db.osFailedAt = undefined;
      await region.run(5 * MINUTE);
    },
  },
  {
    name: 'aws-recovers-first',
    title: 'AWS recovers the instance within its five minutes',
    about: 'Nothing is stopped, the public address stays, and one mail says that AWS did it.',
    run: async (region) => {
      const web = region.add({ name: 'web-1', publicIp: '203.0.113.7' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(4 * MINUTE);
      region.world("AWS's automatic recovery moves web-1", web);
      region.ec2.recoverByAws(web.id);
      const entities = [web.id];
      region.health({
        code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS',
        category: 'accountNotification',
        entities,
      });
      await region.run(8 * MINUTE);
    },
  },
  {
    name: 'stopped-by-aws',
    title: 'AWS stops a healthy instance that nobody had announced anything for',
    about:
      'Told within two minutes with the word of EC2, and started through the whole gate. The one that a human stops beside it is left alone, without a word.',
    run: async (region) => {
      const web = region.add({ name: 'web-1' });
      const other = region.add({ name: 'web-2' });
      await region.run(3 * MINUTE);
      region.world('AWS stops web-1, without a word before', web);
      region.ec2.stop(web.id, { force: false, by: 'AWS', reason: 'Server.HostEvacuated' });
      region.world('a human stops web-2', other);
      region.ec2.stop(other.id, { force: false });
      await region.run(15 * MINUTE);
    },
  },
  {
    name: 'no-capacity',
    title: 'AWS has no capacity to start it for 20 minutes',
    about: 'A mail at once, another try every few minutes, never given up.',
    run: async (region) => {
      const batch = region.add({ name: 'batch-1', type: 'r6i.xlarge' });
      await region.run(3 * MINUTE);
      region.failHost(batch);
      await region.run(6 * MINUTE);
      region.world(`no r6i.xlarge is left in ${batch.availabilityZone} for 20 minutes`);
      region.ec2.exhaust(batch.availabilityZone, batch.type, 20 * MINUTE);
      await region.run(35 * MINUTE);
    },
  },
  {
    name: 'key-disabled',
    title: 'The key of its volumes is disabled; EC2 accepts each start and lets it fall back',
    about:
      'A mail at once, with EC2’s word and where to look; another try every few minutes, until its owner has enabled the key.',
    run: async (region) => {
      const ledger = region.add({
        name: 'ledger-1',
        volumeKeyArns: [
          `arn:aws:kms:${region.region}:${region.account}:key/11111111-2222-3333-4444-555555555555`,
        ],
      });
      await region.run(2 * MINUTE);
      // Nobody notices: what runs has its key already.
      region.world('somebody disables the KMS key of its volumes', ledger);
      ledger.startTroubles = Array.from({ length: 100 }, () => 'Client.InvalidKMSKey.InvalidState' as const);
      await region.run(MINUTE);
      region.failHost(ledger);
      await region.run(30 * MINUTE);
      region.world('its owner enables the key', ledger);
      ledger.startTroubles = [];
      await region.run(10 * MINUTE);
    },
  },
  {
    name: 'stop-hangs',
    title: 'The stop hangs and is forced',
    about: 'Forced once, and only because the host had failed; the mail says to check the file systems.',
    run: async (region) => {
      const web = region.add({ name: 'web-1', stopHangs: 'until forced' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(35 * MINUTE);
    },
  },
  {
    name: 'bad-hosts',
    title: 'Every new host is bad, too',
    about: 'Three attempts in 24 hours; then a human is asked.',
    run: async (region) => {
      const web = region.add({
        name: 'web-1',
        startTroubles: ['bad host', 'bad host', 'bad host', 'bad host'],
      });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(2 * HOUR);
    },
  },
];
