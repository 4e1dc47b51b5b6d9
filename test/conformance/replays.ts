import path from 'node:path';
import { replayCalicoctl, type CalicoctlCase } from './calicoctl';
import { readCases, type Outcome } from './cases';
import { OBJECT_REPLAYS } from './objects';
import { replayKernel, type KernelCase } from './policy/kernel-verdicts';
import { replayPolicyVerdicts, type PolicyVerdictCase } from './policy/policy-verdicts';
import { replayValidation, type ValidationCase } from './validation';
import { replayVerdicts, type VerdictCase } from './verdicts';

/** Replays each case of a file through the product's own code. */
export type Replay = (file: string) => Outcome[];

/** By kind of recorded case. */
export const REPLAYS: Readonly<Record<string, Replay>> = {
  calicoctl: (file) => readCases<CalicoctlCase>(file).map(replayCalicoctl),
  verdicts: (file) => readCases<VerdictCase>(file).flatMap(replayVerdicts),
  'rule-validation': (file) => readCases<ValidationCase>(file).map(replayValidation),
  'policy-verdicts': (file) => readCases<PolicyVerdictCase>(file).flatMap(replayPolicyVerdicts),
  'kernel-verdicts': (file) => readCases<KernelCase>(file).flatMap(replayKernel),
  ...OBJECT_REPLAYS,
};

/** The kind of a file's cases, which its name tells: `np-verdicts.jsonl.gz`. */
export function kindOf(file: string): string {
  return path.basename(file).replace(/\.(jsonl?)(\.gz)?$/, '');
}
