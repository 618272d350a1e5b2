import type { Invariant } from '../../checking/checker.ts';

export const SETTINGS: readonly Invariant[] = [
  {
    name: 'a wrong setting is told',
    says: 'In the end a mail has named each parameter whose value the responder does not go by.',
    watch: (checker) => ({
      end: () => {
        // What is in force at the end has been so for the hour of calm at least.
        const { written } = checker.groundTruth.parameters;
        if (written === undefined) return;
        checker.judged();
        const told = checker.region.journal
          .of('mail')
          .some(({ subject, body }) =>
            Object.keys(written).some((name) => `${subject}\n${body}`.includes(`until ${name} is corrected`)),
          );
        if (!told) checker.violated(`nobody was told of ${JSON.stringify(written)}`);
      },
    }),
  },
];
