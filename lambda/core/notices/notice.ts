import type { HealthEvent } from '../health/health-event.ts';
import type { InstanceFacts } from '../model/observation.ts';
import type { PlainSentenceKey } from '../model/sentence.ts';
import type { HealthThread } from './health-thread.ts';
import type { NoticeWhy } from './why-told.ts';

/** What a notice is made of. */
export interface Notice {
  readonly thread: HealthThread;
  readonly event: HealthEvent;
  readonly why: NoticeWhy;
  /** The names of entities, where they are known. */
  readonly names: ReadonlyMap<string, string>;
  /** Where it is about one instance of ours. */
  readonly instance?: { readonly id: string; readonly facts: InstanceFacts };
  /** Why nothing is to be done, where nothing that it is about runs. */
  readonly nothing?: PlainSentenceKey;
  /** The account of the stack. */
  readonly home: string;
}
