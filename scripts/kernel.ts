import { Kernel } from '../test/kernel/kernel';
import { ensurePackages } from './debian';

/** Returns why this machine can't pass real packets between network namespaces, as a sentence; undefined if it can. */
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
