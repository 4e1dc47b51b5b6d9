import { Kernel } from '../test/kernel/kernel';
import { ensurePackages } from './debian';

/** What keeps this machine from passing real packets between network namespaces, in a sentence; undefined when nothing does. */
export async function kernelObstacle(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'It needs the network namespaces of Linux.';
  if (process.getuid?.() !== 0) return 'It needs root, for network namespaces and iptables: sudo npm run test:kernel';
  try {
    await ensurePackages('kernel');
    await Kernel.create().stop();
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).trim();
  }
}
