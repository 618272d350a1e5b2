import { alertsPut } from '../../table-writes.ts';
import { losesPublicIp } from '../../../ec2/simulated-ec2.ts';
import type { Invariant } from '../../checking/checker.ts';

/** What a stop and a start cost the owner is said before it happens, and what became of it afterwards. */
export const LOSSES: readonly Invariant[] = [
  {
    name: 'a lost address is called lost',
    says: 'The mail that an instance is back says in its subject that its public address is another one, or that it has none any more.',
    watch: (checker) => {
      /** The address at our last stop, by instance. */
      const before = new Map<string, string | undefined>();
      return {
        see: (entry) => {
          if (entry.kind === 'state' && entry.state === 'stopping') {
            const { stoppedBy, publicIp } = checker.region.ec2.get(entry.instanceId);
            if (stoppedBy?.who === 'responder' && stoppedBy.at === entry.at)
              before.set(entry.instanceId, publicIp);
            else before.delete(entry.instanceId);
          }
          for (const { alert } of alertsPut(entry)) {
            const id = alert.instance?.id;
            if (id === undefined || (alert.word !== 'RECOVERED' && alert.word !== 'MOVED')) continue;
            const address = before.get(id);
            if (address === undefined) continue;
            const { publicIp: after } = checker.region.ec2.get(id);
            const expected = after === undefined ? 'lost' : after === address ? 'kept' : 'new';
            const { key } = alert.short;
            const said = key.endsWith('-lost-ip') ? 'lost' : key.endsWith('-new-ip') ? 'new' : 'kept';
            // Disks to be checked come first where there is a new address.
            if (key === 'short.recovered-forced' && expected === 'new') continue;
            checker.judged();
            if (said !== expected) checker.violated(`its address is ${expected}, told as ${said}`, id);
          }
        },
      };
    },
  },
  {
    name: 'what will be lost is said before',
    says: 'The mail that a stop has begun, and each plan of a move, say which public address goes, and that none follows where that can be foreseen.',
    watch: (checker) => ({
      see: (entry) => {
        for (const { alert } of alertsPut(entry)) {
          const id = alert.instance?.id;
          const begins = alert.word === 'ACTING' && alert.short.key !== 'short.acting-start';
          const plans =
            alert.todo.some(({ key }) => key === 'todo.move-nothing') && alert.id.includes('/announced-');
          if (id === undefined || !(begins || (plans && !alert.id.includes('reminder')))) continue;
          const instance = checker.region.ec2.get(id);
          const said = alert.story.find(({ key }) => key === 'story.will-lose')?.values;
          // The mail may come when the address is gone already; what it says was read before.
          const address = alert.instance?.facts.publicIp ?? instance.publicIp;
          checker.judged();
          if (said === undefined) checker.violated('nothing is said of what it costs', id);
          else if (instance.autoPublicIp && address !== undefined && said.publicIp === undefined)
            checker.violated('nothing is said of its public address', id);
          else if (said.publicIp !== undefined && losesPublicIp(instance) && said.address === 'another')
            checker.violated('another address is promised, and it gets none', id);
          else if (
            said.publicIp !== undefined &&
            losesPublicIp(instance) &&
            instance.addressOwner === 'amazon' &&
            said.address !== 'none'
          )
            checker.violated('that it gets no other address is not said', id);
        }
      },
    }),
  },
];
