import { at, fieldsOf, listOf, numberOf, textOf, type Fields, type KubeObject } from '../objects';
import { matchesSelector } from '../selectors/labels';
import { isReady } from './workloads';
import { controlledBy, controls, type Writer } from './writer';

/** Keeps an endpoint slice for every service with a selector. */
export function reconcileServices(writer: Writer): void {
  for (const service of writer.list('services')) {
    const selector = fieldsOf(service, 'spec', 'selector');
    if (Object.keys(selector).length === 0) continue;
    const { namespace = '', name } = service.metadata;
    const pods = writer
      .list('pods', namespace)
      .filter((pod) => matchesSelector({ matchLabels: selector }, pod.metadata.labels ?? {}))
      .filter((pod) => textOf(pod, 'status', 'podIP') !== undefined);
    const endpoints = pods.map(endpointOf);
    const ports = listOf(service, 'spec', 'ports').map((port) => slicePort(port, pods[0]));
    const slice = writer.list('endpointslices', namespace).find((candidate) => controls(service, candidate));
    const content = { addressType: 'IPv4', ...(endpoints.length > 0 && { endpoints }), ports };
    if (slice) writer.update('endpointslices', slice, content);
    else {
      const labels = {
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
      };
      const metadata = { generateName: `${name}-`, labels, ownerReferences: [controlledBy(service)] };
      writer.create('endpointslices', namespace, { metadata, ...content });
    }
  }
}

function endpointOf(pod: KubeObject): Fields {
  const ready = isReady(pod) && pod.metadata.deletionTimestamp === undefined;
  const { name, namespace, uid } = pod.metadata;
  return {
    addresses: [textOf(pod, 'status', 'podIP')],
    conditions: { ready, serving: isReady(pod), terminating: pod.metadata.deletionTimestamp !== undefined },
    targetRef: { kind: 'Pod', namespace, name, uid },
    nodeName: textOf(pod, 'spec', 'nodeName'),
  };
}

/** A port of a service at its pods; a named one is that of their containers. */
function slicePort(given: unknown, pod: KubeObject | undefined): Fields {
  const target = at(given, 'targetPort') ?? at(given, 'port');
  const port = typeof target === 'number' ? target : namedPort(pod, String(target));
  const protocol = textOf(given, 'protocol') ?? 'TCP';
  return { name: textOf(given, 'name') ?? '', protocol, ...(port !== undefined && { port }) };
}

function namedPort(pod: KubeObject | undefined, name: string): number | undefined {
  const ports = listOf(pod, 'spec', 'containers').flatMap((container) => listOf(container, 'ports'));
  return numberOf(
    ports.find((port) => at(port, 'name') === name),
    'containerPort',
  );
}
