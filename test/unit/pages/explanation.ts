import type { ExplanationView } from '../../../src/features/explanation/protocol';

/** The explanation of a connection that a missing rule blocks. */
export const EXPLANATION: ExplanationView = {
  title: 'client → frontend',
  on: 'tcp 9000',
  verdict: 'deny',
  summary: 'No rule lets client in.',
  halves: [
    {
      title: 'client sends',
      verdict: 'allow',
      steps: [{ text: 'allow', decides: true, place: { profile: 'client', direction: 'outbound', position: 1 } }],
    },
  ],
  misses: [
    {
      text: 'A rule is missing.',
      change: {
        id: 'c1',
        title: 'Add the rule',
        lists: [{ title: 'inbound', blocks: [[{ mark: 'added', position: 1, text: 'allow tcp' }]] }],
        opens: ['client → frontend'],
        closes: [],
      },
    },
  ],
  blocks: [],
};
