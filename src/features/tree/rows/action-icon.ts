import type { Calico1Action } from '../../../policy/calico1/rule';
import { BAD, BUSY, GOOD } from './colors';

interface ActionIcon {
  readonly icon: string;
  readonly color: string;
}

/** Returns the icon of a rule by its action. */
export function actionIcon(action: Calico1Action = 'allow'): ActionIcon {
  return ICONS[action];
}

const PASSES_ON = { icon: 'debug-step-over', color: BUSY };
const ICONS: Readonly<Record<Calico1Action, ActionIcon>> = {
  allow: { icon: 'pass', color: GOOD },
  deny: { icon: 'circle-slash', color: BAD },
  log: PASSES_ON,
  'next-tier': PASSES_ON,
};
