import { SCENARIOS } from '../../simulator/scenarios/scenarios.ts';
import { HELP, readFlags } from './flags.ts';
import { readEvent } from './read-event.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Shows what the responder does, as the flags say.
 *
 * @throws UsageError on a wrong flag, file or parameter
 */
export async function local(args: readonly string[], around: Surroundings): Promise<void> {
  const flags = readFlags(args);
  const { show } = flags;
  if (show.kind === 'help') {
    around.print(HELP);
    return;
  }
  if (show.kind === 'list') {
    const width = Math.max(...SCENARIOS.map(({ name }) => name.length)) + 2;
    for (const { name, title } of SCENARIOS) around.print(`${name.padEnd(width)}${title}`);
    return;
  }
  const event = show.kind === 'event' ? readEvent(show.file) : {};
  // Who asks for help, or has misspelled a flag, need not wait for what takes time: it is loaded from here on.
  const elsewhere = show.kind === 'first screen' ? around.outcomesElsewhere() : undefined;
  const synthesized = around.template();
  const { showFirstScreen } = await import('./first-screen.ts');
  const { showEvent, showScenario } = await import('./show.ts');
  const template = await synthesized;
  if (show.kind === 'event') await showEvent({ ...show, event }, template, flags, around);
  else if (show.kind === 'scenarios')
    for (const scenario of show.scenarios) await showScenario(scenario, template, flags, around);
  else if (elsewhere !== undefined) await showFirstScreen({ template, elsewhere }, flags, around);
}
