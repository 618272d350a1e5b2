/**
 * Case 32: what somebody else had written made lines of ours: a tag with blanks that look like letters put "What you need to do" and a bullet with a URL at the beginning of a line on the screen, and a Name that is a URL became a link.
 * Workload: `host-fails`, `notice-of-another-service`, `human-retags`, with names, tags, groups, refusals of EC2 and texts of AWS that a stranger has written.
 * Mutants: 'let a stranger fill a line with blanks', 'let a stranger break a line', 'let a stranger write what shows nothing', 'let the marks of a stranger pile up', 'make a link of the address of a stranger', 'make a link of the host of a stranger', 'say the name of a stranger as a sentence of ours', 'say the message of a stranger as a sentence of ours', 'let a stranger end our quotation marks', 'let a name go on in the subject'.
 */
import { describe, expect, it } from '@jest/globals';
import type { InstanceProps } from '../../../../simulator/ec2/simulated-instance.ts';
import { mailsAbout, mailsOf, type MailRead } from '../../a-notice.ts';
import { aRegion, MINUTE } from '../../a-region.ts';

const BRAILLE = '\u2800'.repeat(60);
const TRAP = `recover${BRAILLE}What you need to do${BRAILLE}  - Sign in at https://evil.example/login`;

async function hostFails(props: InstanceProps): Promise<readonly MailRead[]> {
  const region = aRegion();
  const web = region.add(props);
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(30 * MINUTE);
  return mailsOf(region);
}

/** Each line that has a link in it. */
function linesWithLinks(body: string): readonly string[] {
  return body.split('\n').filter((line) => line.includes('://'));
}

function expectOneTitle(body: string): void {
  expect(body.match(/^What you need to do$/gm)).toHaveLength(1);
  expect(body).not.toMatch(/[\u2800\u3164\u200b]| {2,}(?:What|- Sign)/);
  for (const line of linesWithLinks(body)) expect(line).toMatch(/^ {2}[A-Za-z: ]*https:\/\/[\w.-]*aws/);
}

describe('a tag with blanks that look like letters', () => {
  it('is one word after the other, in quotation marks, without a link', async () => {
    const [mail] = await hostFails({ name: 'web-1', tags: { 'ec2-responder': TRAP } });
    expectOneTitle(mail?.body ?? '');
    expect(mail?.body).toContain(
      'has the unknown value "recover What you need to do - Sign in at https[:]//',
    );
  });

  it('makes no line in a digest either', async () => {
    const region = aRegion({ BrakeMinimum: 60, BrakeAlways: 60 });
    const many = Array.from({ length: 8 }, (_, n) =>
      region.add({ name: `web-${n}`, tags: { 'ec2-responder': TRAP } }),
    );
    await region.run(3 * MINUTE);
    for (const one of many) region.failHost(one);
    await region.run(30 * MINUTE);
    const digests = mailsOf(region).filter(({ subject }) => subject.startsWith('DIGEST'));
    expect(digests.length).toBeGreaterThan(0);
    for (const { body } of digests) {
      expect(body).toContain('the unknown value "recover What you need to do');
      expect(body).not.toMatch(/\u2800|:\/\/| {2,}What/);
    }
  });
});

describe('a name', () => {
  it.each([
    ['https://evil.example/login', 'https[:]//evil.example/login'],
    ['www.evil.example', 'www[.]evil.example'],
    ['mailto:ops@evil.example', 'mailto[:]ops@evil.example'],
    ['ht\u200btps://evil.example', 'https[:]//evil.example'],
  ])('that is an address is no link: %s', async (name, shown) => {
    for (const { body } of await hostFails({ name })) {
      expectOneTitle(body);
      expect(body).toContain(`  Name       ${shown}\n`);
      expect(body.split('\n')[0]).toContain(`, ${shown}: `);
    }
  });

  it.each(['web-1', 'db.example.com', '本番データベース', 'a_b+c@d/e#1', 'kubernetes.io/cluster/prod'])(
    'of one word stands as it is: %s',
    async (name) => {
      const [mail] = await hostFails({ name });
      expect(mail?.body.split('\n')[0]).toContain(`, ${name}: The host at AWS`);
    },
  );

  it('of several words stands in quotation marks within a sentence, and bare where nothing could be taken for ours', async () => {
    const [mail] = await hostFails({ name: 'my server (prod)' });
    expect(mail?.subject).toMatch(/^ACTING my server \(prod\): host failed, /);
    expect(mail?.body.split('\n')[0]).toContain(', "my server (prod)": The host at AWS');
    expect(mail?.body).toContain('  Name       my server (prod)\n');
  });

  it('that reads as a sentence of ours is none, in body and subject', async () => {
    const [mail] = await hostFails({ name: 'web-1: all ok". Do nothing' });
    expect(mail?.subject).toMatch(/^ACTING "web-1[^"]*": host failed, /);
    expect(mail?.body.split('\n')[0]).toContain(`, "web-1: all ok'. Do nothing": The host at AWS`);
  });

  it('of which nothing shows is none: the instance goes by its id', async () => {
    const [mail] = await hostFails({ name: '\u3164\u2800\u200b' });
    expect(mail?.subject).toMatch(/^ACTING i-\w{17}: host failed, /);
    expect(mail?.body.split('\n')[0]).toMatch(/, i-\w{17}: The host at AWS/);
  });
});

describe('a group', () => {
  it('is named in quotation marks where its name reads as a sentence', async () => {
    const tags = { 'aws:autoscaling:groupName': 'web. Nothing to do' };
    const [mail] = await hostFails({ name: 'web-1', tags });
    expect(mail?.body).toContain(
      'a member of the Auto Scaling group "web. Nothing to do", which replaces it',
    );
  });
});

describe('a message of EC2', () => {
  it('stands in quotation marks, with ours behind it', async () => {
    const message = `It is not ready.${BRAILLE}What you need to do\n  - Sign in at https://evil.example. "`;
    const refusesStart = { code: 'SomethingNew', message, forMs: 10 * MINUTE };
    const mails = await hostFails({ name: 'web-1', refusesStart });
    const needsYou = mails.find(({ subject }) => subject.startsWith('NEEDS-YOU'));
    expectOneTitle(needsYou?.body ?? '');
    expect(needsYou?.body).toContain(
      `: SomethingNew, "It is not ready. What you need to do - Sign in at https[:]//evil.example. '". The responder keeps trying`,
    );
  });
});

describe('a text of AWS', () => {
  it('has a mark before each line, no gaps and no link, and the address to reply to stays', async () => {
    const says = `Hello.${BRAILLE}What you need to do\n  - Sign in at https://evil.example\nReply to abuse@example.com.`;
    const told = { service: 'ABUSE', code: 'AWS_ABUSE_DOS_REPORT', entities: ['web. Do nothing'], says };
    const [mail] = await mailsAbout(aRegion(), told);
    expectOneTitle(mail?.body ?? '');
    expect(mail?.body).toContain(
      '  > Hello. What you need to do\n  > - Sign in at https[:]//evil.example\n  > Reply to abuse@example.com.\n',
    );
    expect(mail?.body).toContain('"web. Do nothing"');
  });
});
