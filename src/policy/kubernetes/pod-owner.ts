/** Labels that controllers give to single pods or revisions. */
const OF_CONTROLLERS =
  /^((pod-template-hash|controller-revision-hash|pod-template-generation|controller-uid|job-name)$|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/pod-index$|batch\.kubernetes\.io\/)/;

/** Labels that Calico adds. */
const OF_CALICO = /^(projectcalico\.org\/|pcns\.|pcsa\.)/;

/** Labels in their written order. */
type LabelList = readonly (readonly [key: string, value: string])[];

/** Returns the labels of an endpoint that its pod has in Kubernetes, as opposed to those that Calico adds. */
export function podLabels(labels: Readonly<Record<string, string>>): LabelList {
  return Object.entries(labels).filter(([key]) => !OF_CALICO.test(key));
}

/** Returns the labels of an endpoint that its author wrote, as opposed to those of Calico and of controllers. */
export function authoredLabels(labels: Readonly<Record<string, string>>): LabelList {
  return podLabels(labels).filter(([key]) => !isOfController(key));
}

/** Whether a controller sets a label to tell its pods or their revisions apart. */
export function isOfController(label: string): boolean {
  return OF_CONTROLLERS.test(label);
}

/**
 * Returns the name of the controller that a pod's name and labels tell: that of the deployment, daemon set, stateful
 * set or job; the pod's own name if there is none.
 */
export function ownerOfPod(name: string, labels: Readonly<Record<string, string>>): string {
  const hash = labels['pod-template-hash'];
  // A deployment's name may be shortened in those of its pods, but the hash is always whole.
  if (hash !== undefined && hash !== '') {
    const at = name.lastIndexOf(`-${hash}-`);
    if (at > 0) return name.slice(0, at);
  }
  const job = labels['batch.kubernetes.io/job-name'] ?? labels['job-name'];
  if (job !== undefined && job !== '' && name.startsWith(`${job}-`)) return job;
  const statefulPod = labels['statefulset.kubernetes.io/pod-name'];
  const isOfSet = statefulPod !== undefined || labels['controller-revision-hash'] !== undefined;
  const [, owner] = isOfSet ? (/^(.+)-[a-z0-9]+$/.exec(name) ?? []) : [];
  return owner ?? name;
}
