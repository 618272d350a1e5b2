import { local } from './local/run-local.ts';
import { outcomesInProcess } from './local/outcome-process.ts';
import { command } from './usage.ts';

/** The local run: the synthesized stack in a simulated Region, with its mails. Needs no AWS account. */
await command(() =>
  local(process.argv.slice(2), {
    // In a pipe isTTY is undefined, which picocolors takes for "as you like".
    colours: (process.stdout as { isTTY?: boolean }).isTTY === true,
    print: (line) => {
      console.log(line);
    },
    template: async () => {
      const { synthesize } = await import('../lib/synthesize.ts');
      // Synthesized anew, so that what is shown is what would be deployed. `npm run synth` checks it against the rules.
      return (await synthesize({ validate: false })).template;
    },
    outcomesElsewhere: outcomesInProcess,
  }),
);
