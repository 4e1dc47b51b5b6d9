import { DEFAULT_SETTINGS, translateCalico } from '../../../policy/calico3/translate';
import { readKubernetesObject } from '../../../policy/kubernetes/decode';
import { readCalicoObject } from '../../../policy/calico3/decode';
import { translateKubernetes } from '../../../policy/kubernetes/translate';
import { composeModel } from '../../../policy/model/compose';
import { CompiledModel } from '../../../policy/verdict';
import { CALICO_KINDS } from '../kinds/calico';
import { resourceOf } from '../kinds/kind';
import type { Store } from '../store/store';

/** What policy depends on. */
const RESOURCES = [
  'namespaces',
  'nodes',
  'pods',
  'serviceaccounts',
  'services',
  'endpointslices.discovery.k8s.io',
  'networkpolicies.networking.k8s.io',
  ...CALICO_KINDS.map(resourceOf),
];

/** The policy of the cluster, compiled when it is asked for after a change. */
export class KubernetesPolicy {
  #policy: CompiledModel | undefined;

  constructor(private readonly store: Store) {
    store.onChange(({ key }) => {
      if (RESOURCES.includes(key.resource)) this.#policy = undefined;
    });
  }

  /** The current policy. */
  get policy(): CompiledModel {
    return (this.#policy ??= this.#compile());
  }

  #compile(): CompiledModel {
    const written = RESOURCES.flatMap((resource) => this.store.list(resource));
    const objects = written.flatMap((object) => readKubernetesObject(object)?.value ?? []);
    const calico = written.flatMap((object) => readCalicoObject(object)?.value ?? []);
    const parts = [
      translateCalico(calico, 'native-crd'),
      translateKubernetes(objects, { slices: true, planned: false }),
    ];
    return new CompiledModel(composeModel(parts, DEFAULT_SETTINGS));
  }
}
