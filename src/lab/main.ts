import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startLab } from './lab';
import { HELP, parseKubernetes, parseOptions, FLAGS, type KubernetesFlags } from './command-line';
import { startKubernetes, type KubernetesOptions } from './kubernetes/kubernetes';
import { writeKubeconfig } from './kubernetes/kubeconfig';

/** The lab as a program: prints its addresses, and serves until it is terminated. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: FLAGS });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const log = (message: string): void => void process.stderr.write(`${message}\n`);
  const kubernetes = parseKubernetes(values);
  const lab = kubernetes
    ? await startKubernetes({ ...(await optionsOf(kubernetes)), log })
    : await startLab({ ...parseOptions(values), log });
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void lab.close().then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // The parent process is gone: the lab must not outlive an editor that was killed.
  process.on('disconnect', end);
  if (kubernetes?.kubeconfig !== undefined && 'url' in lab) await writeKubeconfig(kubernetes.kubeconfig, lab);
  const ready = { ...('url' in lab ? { kubernetes: lab.url, control: lab.control } : lab.endpoints), key: lab.key };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  process.send?.(ready);
}

async function optionsOf({ manifest, ...flags }: KubernetesFlags): Promise<KubernetesOptions> {
  return { ...flags, ...(manifest !== undefined && { manifest: await readFile(manifest, 'utf8') }) };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
