import type { Sentence } from './sentence.ts';
import type { EpochMs } from './time.ts';

/** An announcement as the record remembers it, by the id of EC2's event or of the Health event. */
export interface Heard {
  readonly id: string;
  /** When the responder first heard of it. */
  readonly heardAt: EpochMs;
  /** The date of AWS, as it was heard of last; undefined where AWS gave none. */
  readonly date?: EpochMs;
}

/** Something that AWS will do to the instance at a date. */
export interface AnnouncedChange {
  readonly id: string;
  readonly code: string;
  readonly description: string;
  /** What AWS says about it, for the owner; '' where it says nothing. */
  readonly words: string;
  /** Not before then; undefined where AWS gave no date. */
  readonly at: EpochMs | undefined;
  readonly heardAt: EpochMs;
  /** In EC2's own list. What only Health has named is announced and planned for; nothing is moved for it. */
  readonly listed: boolean;
  /** The instance was started after the announcement, so it is over, whatever EC2 and Health still list. */
  readonly over: boolean;
  /** A reboot by its owner, which keeps the public address, may end it as well as a stop and a start. */
  readonly byReboot?: boolean;
  /** A reboot since has perhaps ended it: EC2 has some time to drop it. */
  readonly ended?: boolean;
  /** Its date has passed, and EC2 lists it still: AWS has not come, and may come at any moment. */
  readonly overdue?: boolean;
}

/** What was read ahead of a planned move, so that nobody is promised one that is known to be forbidden. */
export interface ReadAhead {
  /** What forbids it, as in "not moving: …". */
  readonly obstacles: readonly Sentence[];
  /** When it is to be read again. */
  readonly againAt: EpochMs;
}

/** The plan as the owner was last told of it. */
export interface ToldPlan {
  /** When the move was to begin; undefined where none was planned. */
  readonly start?: EpochMs;
  readonly deadline?: EpochMs;
  readonly at: EpochMs;
}
