import { EXAMPLE_OWNER } from '../simulator/template/example-owner.ts';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { synthesize } from '../lib/synthesize.ts';
import { PERMISSIONS } from '../lib/permissions/permissions.ts';
import { DOCUMENTS } from '../lambda/words/documents.ts';
import { HEALTH_CODES } from '../lambda/core/health/health-codes.ts';
import { ROWS } from '../lambda/core/incident/decision-table.ts';
import { inWords } from '../lambda/words/in-words.ts';
import { INVARIANTS } from '../simulator/dst/invariants/invariants.ts';
import { SimulatedRegion } from '../simulator/runtime/simulated-region.ts';
import { SCENARIOS } from '../simulator/scenarios/scenarios.ts';
import { loadTemplate, resolveTemplate } from '../simulator/template/template.ts';
import { casesTable } from './docs/cases-table.ts';
import { isReleased, recordOf, withPermissions, type VersionPermissions } from './docs/changelog.ts';
import { costInShort, costPage, months } from './docs/cost-page.ts';
import { between, table } from './docs/markdown.ts';
import { permissionsPage } from './docs/permissions-page.ts';
import { settingsPage } from './docs/settings-page.ts';

/**
 * Prints into the docs what the code says: decision table, settings, permissions, cost, and a mail as the simulated
 * Region sent it. With --check it changes nothing and fails where a page is not what the code says.
 */

const check = process.argv.includes('--check');
const wrong: string[] = [];

await page('docs/decision-table.md', () => Promise.resolve(decisionTable()));
await page('docs/health-codes.md', () => Promise.resolve(healthCodes()));
const cost = await months();
const mail = await sampleAlert();
await page('README.md', (text) =>
  Promise.resolve(between(between(text, 'alert', `\`\`\`text\n${mail}\n\`\`\``), 'cost', costInShort(cost))),
);
await page('docs/cost.md', () => Promise.resolve(costPage(cost)));
await page('docs/settings.md', () => Promise.resolve(settingsPage()));
await page('docs/permissions.md', () => Promise.resolve(permissionsPage()));
await permissionsOfVersions();
await page('docs/verification.md', (text) =>
  Promise.resolve(between(between(text, 'invariants', invariantsTable()), 'cases', casesTable())),
);

if (wrong.length > 0) {
  console.error(`not what the code says: ${wrong.join(', ')}. Run: npm run docs`);
  process.exitCode = 1;
} else if (check) console.log('docs: what the code says');

async function page(path: string, make: (text: string) => Promise<string>): Promise<void> {
  let before = '';
  try {
    before = readFileSync(path, 'utf8');
  } catch {
    // A page that is not there yet is written whole.
  }
  const config = await resolveConfig(path);
  const after = await format(await make(before), { ...config, filepath: path });
  if (after === before) return;
  if (check) wrong.push(path);
  else writeFileSync(path, after);
}

/** The permissions of this version are recorded, and the changelog says what each version adds or drops. */
async function permissionsOfVersions(): Promise<void> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const current = recordOf(PERMISSIONS);
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  // What was released is history: it no longer follows the code.
  if (isReleased(changelog, version)) refuseChangeOf(version, current);
  else await page(`docs/permissions/${version}.json`, () => Promise.resolve(JSON.stringify(current)));
  const versions = readdirSync('docs/permissions')
    .map((file) => file.replace(/\.json$/, ''))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const recorded = versions.map((one) => ({
    version: one,
    permissions: JSON.parse(readFileSync(`docs/permissions/${one}.json`, 'utf8')) as VersionPermissions,
  }));
  await page('CHANGELOG.md', (text) => Promise.resolve(withPermissions(text, recorded)));
}

function refuseChangeOf(version: string, current: VersionPermissions): void {
  const file = `docs/permissions/${version}.json`;
  if (JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))) !== JSON.stringify(current))
    throw new Error(`${file}: ${version} is released and had other permissions; raise the version first`);
}

function decisionTable(): string {
  const rows = Object.entries(ROWS).map(([row, { phase, says, decision }]) => [row, phase, says, decision]);
  return `# Decision table

Printed from \`lambda/core/incident/decision-table.ts\` by \`npm run docs\`. Watching decides; nothing else begins a stop. Stopping and starting only
finish. Verifying closes or returns to watching. The first row that holds wins unless it says "go on".

${table(['#', 'phase', 'what EC2 says', 'decision'], rows)}

Before each stop (rows 7 and 8) and before the start of row 3 comes the whole gate, in this order: mode and policy, obstacles that
show already, brake, obstacles that take a read of their own, budget, claim. See \`lambda/core/gate/gate.ts\`.
`;
}

function healthCodes(): string {
  const rows = Object.entries(HEALTH_CODES).map(
    ([code, { says, meaning, resolves, acts, asks, document }]) => [
      `\`${code}\``,
      says,
      meaning,
      resolves,
      acts,
      `${inWords({ key: asks })} ([AWS](${DOCUMENTS[document]}))`,
    ],
  );
  const head = [
    'code',
    'what AWS says',
    'meaning',
    'does a stop/start resolve it?',
    'who acts',
    'what is asked',
  ];
  return `# AWS Health codes of EC2 and EBS

Printed from \`lambda/core/health/health-codes.ts\` by \`npm run docs\`. A code that is not in this table is told by its category: a scheduled
change is watched and told, anything else is told; nothing is moved for either. "perhaps" depends on what the code does not say, and
counts as no. Whatever the table says, an event by itself stops nothing: EC2 must list it, or show the failed check, at that moment.

${table(head, rows)}
`;
}

function invariantsTable(): string {
  return table(
    ['invariant', 'what is checked in every run'],
    INVARIANTS.map(({ name, says }) => [name, says]),
  );
}

/** The mail that ends the first scenario, up to the facts about the instance. */
async function sampleAlert(): Promise<string> {
  const at = { region: 'ap-northeast-1', account: '123456789012' };
  const template = resolveTemplate(loadTemplate((await synthesize()).template), {
    ...at,
    parameters: EXAMPLE_OWNER,
  });
  const region = new SimulatedRegion({
    template,
    ...at,
    seed: 1,
    startAt: Date.parse('2026-11-21T18:00:00Z'),
  });
  await SCENARIOS.find(({ name }) => name === 'host-failure')?.run(region);
  const mail = region.journal.of('mail').at(-1);
  if (mail === undefined) throw new Error('the scenario sent no mail');
  const [beginning = ''] = mail.body.split('\n\nInstance\n');
  if (beginning === mail.body) throw new Error('the mail has no facts about the instance');
  return `Subject: ${mail.subject}\n\n${beginning}`;
}
