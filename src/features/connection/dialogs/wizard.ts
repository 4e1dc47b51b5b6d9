import * as l10n from '@vscode/l10n';
import { addressProblem, DEMO_VIRTUAL_HOST, type MesosDefinition } from '../../../cluster/connection/definition';
import type { TlsSettings } from '../../../cluster/connection/tls/settings';
import { ask as askText, choose, type Check } from '../../../app/text/window';
import { clusterFrom } from './environment';
import { Probe } from './probe';

/** Placeholders are the addresses of the Stars tutorial's cluster. */
const MASTER = '172.24.197.101';

/** The answers so far. */
type Draft = Partial<MesosDefinition> & Pick<MesosDefinition, 'name'>;

/**
 * Asks for a cluster step by step. Returns undefined if the user cancels.
 * @param taken Names of other clusters.
 * @param former The cluster to edit. A new one starts from environment variables.
 */
export async function askCluster(
  taken: readonly string[],
  former?: MesosDefinition,
): Promise<MesosDefinition | undefined> {
  const steps = new Steps(former ? l10n.t('Edit {0}', former.name) : l10n.t('Add Cluster'));
  const begin = former ?? (await imported());
  if (!begin) return undefined;
  const name = await steps.ask({
    about: 'name',
    prompt: l10n.t('Display name of the cluster'),
    placeholder: 'staging',
    value: begin.name ?? '',
    check: (text) =>
      text === ''
        ? l10n.t('A cluster must have a name.')
        : taken.includes(text)
          ? l10n.t('“{0}” already exists. Choose another name.', text)
          : undefined,
  });
  if (name === undefined) return undefined;
  let draft: Draft = { ...begin, name };
  for (const step of [askEtcd, askMarathon, askDocker, askCollector, askCertificates, askProduction]) {
    const next = await step(steps, draft);
    if (!next) return undefined;
    draft = next;
  }
  const { etcd, ...rest } = draft;
  return etcd && { etcd, ...rest };
}

/**
 * Offers to start from the environment variables of calicoctl and Docker. Returns an empty draft if they name no
 * cluster.
 */
async function imported(): Promise<Partial<MesosDefinition> | undefined> {
  const found = clusterFrom(process.env);
  if (!found) return {};
  const addresses = [
    ...(found.etcd ?? []),
    ...(found.marathon === undefined ? [] : [found.marathon]),
    ...(found.docker ?? []),
  ].join(', ');
  const items = [
    { label: l10n.t('Start from environment variables'), description: addresses, draft: found },
    { label: l10n.t('Start empty'), draft: {} },
  ];
  return (
    await choose(items, {
      title: l10n.t('Add Cluster'),
      placeholder: l10n.t('Environment variables of calicoctl and Docker are set on this machine.'),
    })
  )?.draft;
}

async function askEtcd(steps: Steps, { etcd: former, ...draft }: Draft): Promise<Draft | undefined> {
  const probe = new Probe('etcd', (text) => ({ ...draft, etcd: list(text) }));
  const text = await steps.ask({
    about: 'etcd',
    prompt: l10n.t('etcd addresses, separated by commas'),
    placeholder: `http://${MASTER}:2379`,
    value: former?.join(', ') ?? '',
    check: (typed) =>
      typed === ''
        ? l10n.t('Calico stores policy in etcd, so at least one address is required.')
        : firstProblem(list(typed)),
    probe,
  });
  return text === undefined ? undefined : { ...draft, etcd: list(text) };
}

async function askMarathon(steps: Steps, { marathon: former = '', ...draft }: Draft): Promise<Draft | undefined> {
  const probe = new Probe('Marathon', (marathon) => ({ etcd: [], ...draft, marathon }));
  const marathon = await steps.ask({
    about: 'Marathon',
    prompt: l10n.t('Marathon address (leave empty if there is none)'),
    placeholder: `http://${MASTER}:8080`,
    value: former,
    check: optionalAddress,
    probe,
  });
  return marathon === undefined ? undefined : { ...draft, ...(marathon !== '' && { marathon }) };
}

async function askDocker(steps: Steps, { docker: former = [], ...draft }: Draft): Promise<Draft | undefined> {
  const probe = new Probe('Docker', (text) => ({ etcd: [], ...draft, docker: list(text) }));
  const text = await steps.ask({
    about: 'Docker',
    prompt: l10n.t('Docker hosts, separated by commas (leave empty to read networks from etcd)'),
    placeholder: l10n.t('http://172.24.197.102:2375, or unix:///var/run/docker.sock'),
    value: former.join(', '),
    check: (typed) => firstProblem(list(typed)),
    probe,
  });
  return text === undefined ? undefined : { ...draft, ...(text !== '' && { docker: list(text) }) };
}

async function askCollector(
  steps: Steps,
  { collector: former = '', loadBalancer = '', virtualHost = DEMO_VIRTUAL_HOST, ...draft }: Draft,
): Promise<Draft | undefined> {
  const balancer = await steps.ask({
    about: 'marathon-lb',
    prompt: l10n.t('Address of marathon-lb, which routes to the collector (leave empty if there is none)'),
    placeholder: `http://${MASTER}`,
    value: loadBalancer,
    check: optionalAddress,
  });
  if (balancer === undefined) return undefined;
  if (balancer !== '') {
    const host = await steps.ask({
      about: l10n.t('virtual host'),
      prompt: l10n.t('Virtual host of the collector at marathon-lb'),
      placeholder: DEMO_VIRTUAL_HOST,
      value: virtualHost,
      check: (text) => (text === '' ? l10n.t('A name is required, as in the HAPROXY_0_VHOST label.') : undefined),
    });
    return host === undefined ? undefined : { ...draft, loadBalancer: balancer, virtualHost: host };
  }
  const probe = new Probe('collector', (collector) => ({ etcd: [], ...draft, collector }));
  const collector = await steps.ask({
    about: 'star-collect',
    prompt: l10n.t('Address of star-collect (leave empty to go without observed connections)'),
    placeholder: 'http://192.168.255.254:9001',
    value: former,
    check: optionalAddress,
    probe,
  });
  return collector === undefined ? undefined : { ...draft, ...(collector !== '' && { collector }) };
}

/** Asked only if a service uses TLS and all services share the same files. Different files are for the settings. */
async function askCertificates(steps: Steps, draft: Draft): Promise<Draft | undefined> {
  const { caFile: ca = '', certFile: cert = '', keyFile: key = '', ...rest } = draft;
  const addresses = [
    ...(draft.etcd ?? []),
    draft.marathon,
    ...(draft.docker ?? []),
    draft.collector,
    draft.loadBalancer,
  ];
  if (!addresses.some((address) => address?.startsWith('https:')) || draft.tls) return draft;
  const caFile = await steps.ask({
    about: l10n.t('certificate authority'),
    prompt: l10n.t('CA certificate file in PEM format (leave empty to use the system’s CA certificates)'),
    placeholder: '/etc/etcd/ca.pem',
    value: ca,
  });
  if (caFile === undefined) return undefined;
  const certFile = await steps.ask({
    about: l10n.t('client certificate'),
    prompt: l10n.t('Client certificate file in PEM format (leave empty if there is none)'),
    placeholder: '/etc/etcd/client.pem',
    value: cert,
  });
  if (certFile === undefined) return undefined;
  const keyFile =
    certFile === ''
      ? ''
      : await steps.ask({
          about: 'key',
          prompt: l10n.t('Key file of the client certificate in PEM format'),
          placeholder: '/etc/etcd/client-key.pem',
          value: key,
          check: (text) => (text === '' ? l10n.t('A client certificate requires its key.') : undefined),
        });
  if (keyFile === undefined) return undefined;
  const files: TlsSettings = { ...(caFile !== '' && { caFile }), ...(certFile !== '' && { certFile, keyFile }) };
  return { ...rest, ...files };
}

async function askProduction(steps: Steps, { production, ...draft }: Draft): Promise<Draft | undefined> {
  const items = [
    { label: l10n.t('Changes are made without confirmation'), value: undefined },
    {
      label: l10n.t('Production: every change must be confirmed'),
      description: l10n.t('red in the status bar'),
      value: true,
    },
    {
      label: l10n.t('Production, read-only: changes are not allowed'),
      description: l10n.t('red in the status bar'),
      value: 'read-only',
    },
  ] as const;
  const ordered = [
    ...items.filter(({ value }) => value === production),
    ...items.filter(({ value }) => value !== production),
  ];
  const chosen = await choose(ordered, {
    title: steps.title,
    placeholder: l10n.t('Allow changes to this cluster?'),
  });
  return chosen && { ...draft, ...(chosen.value !== undefined && { production: chosen.value }) };
}

interface Step {
  /** Stays visible while VS Code shows a validation message in place of the prompt. */
  readonly about: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: string;
  readonly check?: (text: string) => string | undefined;
  readonly probe?: Probe;
}

class Steps {
  constructor(readonly title: string) {}

  async ask({ about, prompt, placeholder, value, check = () => undefined, probe }: Step): Promise<string | undefined> {
    const judge = (text: string): Check | Promise<Check> => check(text.trim()) ?? probe?.try(text.trim());
    return (await askText({ title: `${this.title}: ${about}`, prompt, placeholder, value, check: judge }))?.trim();
  }
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function firstProblem(addresses: readonly string[]): string | undefined {
  return addresses.map(addressProblem).find((problem) => problem !== undefined);
}

function optionalAddress(text: string): string | undefined {
  return text === '' ? undefined : addressProblem(text);
}
