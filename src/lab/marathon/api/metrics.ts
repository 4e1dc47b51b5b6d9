import type { Marathon } from '../marathon';

/** `/metrics`: the few Marathon metrics that apply to the lab, in the format of the Metrics library's servlet. */
export function metricsOf({ apps, scheduler, root, deployments }: Marathon): object {
  const tasks = scheduler.tasks();
  const running = tasks.filter(({ startedAt }) => startedAt !== null).length;
  const gauges = {
    'service.mesosphere.marathon.app.count': apps.length,
    'service.mesosphere.marathon.deployment.count': deployments.list().length,
    'service.mesosphere.marathon.group.count': countGroups(root),
    'service.mesosphere.marathon.task.running.count': running,
    'service.mesosphere.marathon.task.staged.count': tasks.length - running,
    'service.mesosphere.marathon.uptime': Math.round(process.uptime() * 1000),
  };
  const values = Object.fromEntries(Object.entries(gauges).map(([name, value]) => [name, { value }]));
  return { version: '3.0.0', gauges: values, counters: {}, histograms: {}, meters: {}, timers: {} };
}

function countGroups({ groups }: Marathon['root']): number {
  return groups.reduce((sum, group) => sum + countGroups(group), 1);
}
