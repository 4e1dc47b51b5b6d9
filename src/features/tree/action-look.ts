import type { Action } from '../../policy/calico1/rule';
import { BAD, BUSY, GOOD } from './colors';

interface Look {
  readonly icon: string;
  readonly color: string;
}

/** Returns the icon of a rule by its action. */
export function actionLook(action: Action = 'allow'): Look {
  return LOOKS[action];
}

const PASSES_ON = { icon: 'debug-step-over', color: BUSY };
const LOOKS: Readonly<Record<Action, Look>> = {
  allow: { icon: 'pass', color: GOOD },
  deny: { icon: 'circle-slash', color: BAD },
  log: PASSES_ON,
  'next-tier': PASSES_ON,
};
