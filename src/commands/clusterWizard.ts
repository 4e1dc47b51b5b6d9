import { addressProblem, DEMO_VIRTUAL_HOST, type ClusterDefinition } from '../cluster/definition';
import { ask as askText } from '../text/window';

const TITLE = 'Add a cluster';
/** The placeholders are the addresses of the Stars tutorial's cluster. */
const MASTER = '172.24.197.101';

/** Asks step by step for a cluster; undefined when the person leaves it. */
export async function askCluster(taken: readonly string[]): Promise<ClusterDefinition | undefined> {
  const name = await ask('Name of the cluster', 'staging', (text) => (text === '' ? 'A cluster needs a name.' : taken.includes(text) ? `“${text}” is there already and would be replaced.` : undefined), { warnOnly: (text) => taken.includes(text) });
  if (name === undefined) return undefined;
  const etcd = await ask('Addresses of etcd, separated by commas', `http://${MASTER}:2379`, (text) => (text === '' ? 'Calico’s policy lives in etcd: an address is needed.' : firstProblem(list(text))));
  if (etcd === undefined) return undefined;
  const marathon = await ask('Address of Marathon (empty: none)', `http://${MASTER}:8080`, optionalAddress);
  if (marathon === undefined) return undefined;
  const docker = await ask('Docker hosts, separated by commas (empty: networks are read from etcd)', 'http://172.24.197.102:2375', (text) => firstProblem(list(text)));
  if (docker === undefined) return undefined;
  const balancer = await ask('Address of marathon-lb, through which the collector is reached (empty: none)', `http://${MASTER}`, optionalAddress);
  if (balancer === undefined) return undefined;
  if (balancer !== '') {
    const virtualHost = await ask('Virtual host of the collector at marathon-lb', DEMO_VIRTUAL_HOST, (text) => (text === '' ? 'A name is needed, as in the label HAPROXY_0_VHOST.' : undefined), { value: DEMO_VIRTUAL_HOST });
    if (virtualHost === undefined) return undefined;
    return build(name, etcd, marathon, docker, { loadBalancer: balancer, virtualHost });
  }
  const collector = await ask('Address of star-collect (empty: no graph of what is observed)', 'http://192.168.255.254:9001', optionalAddress);
  return collector === undefined ? undefined : build(name, etcd, marathon, docker, collector === '' ? {} : { collector });
}

function build(name: string, etcd: string, marathon: string, docker: string, collector: Partial<ClusterDefinition>): ClusterDefinition {
  const hosts = list(docker);
  return { name, etcd: list(etcd), ...(marathon !== '' && { marathon }), ...(hosts.length > 0 && { docker: hosts }), ...collector };
}

interface AskOptions {
  readonly value?: string;
  /** Whether the check's message may be passed over. */
  readonly warnOnly?: (text: string) => boolean;
}

async function ask(prompt: string, placeholder: string, check: (text: string) => string | undefined, { value, warnOnly }: AskOptions = {}): Promise<string | undefined> {
  const text = await askText({
    title: TITLE,
    prompt,
    placeholder,
    ...(value !== undefined && { value }),
    check: (input) => {
      const message = check(input.trim());
      return message !== undefined && warnOnly?.(input.trim()) ? { warning: message } : message;
    },
  });
  return text?.trim();
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
}

function firstProblem(addresses: readonly string[]): string | undefined {
  return addresses.map(addressProblem).find((problem) => problem !== undefined);
}

function optionalAddress(text: string): string | undefined {
  return text === '' ? undefined : addressProblem(text);
}
