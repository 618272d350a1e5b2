import { asName } from '../../core/model/foreign-text.ts';
import { ended, type Catalogue } from '../catalogue.ts';
import { aboutHealth, workClass, plural } from './phrases.ts';

/** What AWS Health tells of any service. */
export const NOTICES = {
  'notice.scheduled': (p) => `AWS has scheduled a change to ${ended(aboutHealth(p))}`,
  'notice.issue': (p) => `AWS reports a problem with ${ended(aboutHealth(p))}`,
  'notice.investigation': (p) => `AWS is investigating a problem with ${ended(aboutHealth(p))}`,
  'notice.account': (p) => `AWS has a notice about ${ended(aboutHealth(p))}`,
  'notice.closed': (p) => `AWS has closed its event about ${ended(aboutHealth(p))} It is over.`,
  'notice.scheduled-over': (p) =>
    `AWS had scheduled a change to ${aboutHealth(p)}, and has closed that event: it is done or called off. This is the first mail about it.`,
  'notice.closed-lasts': (p) =>
    `AWS has closed its event about ${ended(aboutHealth(p))} What had happened is not undone by that.`,
  'notice.first-closed-lasts': (p) =>
    `AWS reports ${ended(aboutHealth(p))} It has closed the event already, and this is the first mail about it: what had happened is not undone by that.`,
  'notice.date': (p) => `AWS has changed the date of its event about ${ended(aboutHealth(p))}`,
  'notice.asks': (p) => `AWS asks for more than before in its event about ${ended(aboutHealth(p))}`,
  'notice.more': (p) => `AWS names more resources in its event about ${ended(aboutHealth(p))}`,
  'notice.text': (p) => `AWS has changed what it says in its event about ${aboutHealth(p)}: read its words.`,
  'notice.reach': (p) =>
    `AWS says that what its event reports of ${aboutHealth(p)} reaches further, or is of another severity, than before.`,
  'notice.all-finished': (p) => `AWS lists all that its event about ${aboutHealth(p)} names as finished.`,
  'notice.open-again': (p) => `AWS has reopened its event about ${aboutHealth(p)}, which it had closed.`,
  'notice.other-account': () =>
    'It is about another account of your organization. The responder of this account does nothing there.',
  'notice.public': () => 'It is about the service in the Region as a whole, not only about your account.',
  'notice.dates': (p, t) =>
    [
      ...(p.since === undefined ? [] : [`Begins: ${t.at(p.since)}.`]),
      ...(p.until === undefined ? [] : [`Ends: ${t.at(p.until)}.`]),
    ].join(' ') || 'AWS names no date.',
  'notice.date-past': () => 'That date is past, and AWS has not closed the event.',
  'notice.work': (p) => `Kind of work: ${ended(workClass(p.what))}`,
  'notice.entities': (p) =>
    ended(
      `Affected (${p.count}${p.state === undefined ? '' : `, ${asName(p.state)}`}): ${p.ids}${p.older > 0 ? `, and ${p.older} more: the Health Dashboard has them` : ''}`,
    ),
  'notice.finished': (p) =>
    `AWS lists ${p.count} more as finished (RESOLVED or UNIMPAIRED); they are left out here.`,
  'notice.only-finished': (p) =>
    `AWS lists ${plural(p.count, 'resource')} as finished (RESOLVED or UNIMPAIRED), and no other.`,
  'notice.pages': (p) =>
    `AWS tells what is affected on ${p.total} pages. This is page ${p.pages} of ${p.total}: more follow.`,
  'notice.pages-counted': (p) =>
    `AWS tells what is affected on ${p.total} pages, and ${p.count} of them have come: more follow.`,
  'notice.aws-says': (p) => p.message,
  'notice.cut': () =>
    'Its words are cut here, where […] stands: the whole text is behind the link to the Health event.',
  'notice.old': (p, t) =>
    `It is an old event: AWS last updated it at ${t.at(p.at)}, and what it says is of that time.`,
} satisfies Partial<Catalogue>;
