import path from 'node:path';
import { replayCalicoctl, type CalicoctlCase } from './calicoctl';
import { readCases, type Outcome } from './cases';
import { OBJECT_REPLAYS } from './objects';
import { replayKubeApi } from './kube-api/replay';
import { replayClusterPolicies, type ClusterPolicyCase } from './policy/cluster-policy-verdicts';
import { replayDifference, replayManifests, type DifferenceCase, type ManifestsCase } from './policy/connection-cases';
import { replayKernel, type KernelCase } from './policy/kernel-verdicts';
import { replayEtcdState, type EtcdState } from './policy/etcd-states';
import { replayKubernetesCase, type KubernetesCase } from './policy/kubernetes-cases';
import { replayKubernetesLint, type LintedCase } from './policy/kubernetes-lint';
import { replayNetworkPolicies, type NetworkPolicyCase } from './policy/np-verdicts';
import { replayPolicyVerdicts, type PolicyVerdictCase } from './policy/policy-verdicts';
import { replayValidation, type ValidationCase } from './validation';
import { replayVerdicts, type VerdictCase } from './verdicts';

/** Replays each case of a file through the product's own code. */
export type Replay = (file: string) => Outcome[] | Promise<Outcome[]>;

/** By kind of recorded case. */
export const REPLAYS: Readonly<Record<string, Replay>> = {
  calicoctl: (file) => readCases<CalicoctlCase>(file).map(replayCalicoctl),
  verdicts: (file) => readCases<VerdictCase>(file).flatMap(replayVerdicts),
  'rule-validation': (file) => readCases<ValidationCase>(file).map(replayValidation),
  'policy-verdicts': (file) => readCases<PolicyVerdictCase>(file).flatMap(replayPolicyVerdicts),
  'kernel-verdicts': (file) => readCases<KernelCase>(file).flatMap(replayKernel),
  'np-verdicts': (file) => readCases<NetworkPolicyCase>(file).flatMap(replayNetworkPolicies),
  'cnp-verdicts': (file) => readCases<ClusterPolicyCase>(file).flatMap(replayClusterPolicies),
  'anp-verdicts': (file) => readCases<ClusterPolicyCase>(file).flatMap(replayClusterPolicies),
  kubernetes: (file) => [
    ...readCases<KubernetesCase>(file).flatMap(replayKubernetesCase),
    ...readCases<LintedCase>(file).flatMap(replayKubernetesLint),
  ],
  'real-manifests': (file) => readCases<ManifestsCase>(file).map(replayManifests),
  'semantic-diff': (file) => readCases<DifferenceCase>(file).map(replayDifference),
  'kube-api': replayKubeApi,
  policy: (file) => readCases<EtcdState>(file).flatMap((state) => replayEtcdState(path.basename(file), state)),
  ...OBJECT_REPLAYS,
};

/** Returns the kind of a file's cases, from its name (`np-verdicts.jsonl.gz`) or that of its folder. */
export function kindOf(file: string): string {
  const name = path.basename(file).replace(/\.(jsonl?)(\.gz)?$/, '');
  return Object.hasOwn(REPLAYS, name) ? name : path.basename(path.dirname(path.resolve(file)));
}
