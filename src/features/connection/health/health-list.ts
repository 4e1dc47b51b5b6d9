import * as l10n from '@vscode/l10n';
import type { ClusterDefinition } from '../../../cluster/connection/definition';
import type { Health } from '../../../cluster/connection/health/health';
import type { HealthCheck } from '../../../cluster/connection/health/checks';
import { proxySettings } from '../../../app/settings';
import { icons, type WithIcons } from '../../../base/text/markup';
import { present } from '../../../app/text/focus';
import { createList, entry, type Item } from '../../../app/text/window';
import type { CredentialStore } from '../credential-store';
import { fixesFor } from '../fixes';
import { describeHealth } from './health-text';

interface Row extends Item {
  /** Fixes the problem that the row shows. */
  readonly run?: () => unknown;
}

/**
 * Checks every service of a cluster and shows a row for each as its result arrives. Selecting a row fixes its problem.
 */
export async function showHealth(definition: ClusterDefinition, credentials: CredentialStore): Promise<void> {
  const { healthChecks } = await import('../../../cluster/connection/open');
  const checks = healthChecks(definition, await credentials.of(definition), proxySettings());
  const known = new Map<HealthCheck, Health>();
  const list = createList<Row>({
    title: l10n.t('Health of {0}', definition.name),
    placeholder: l10n.t('Select a row to fix its problem'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const end = new AbortController();
  const show = () => {
    list.items = checks.map((check) => entry(rowOf(check, known.get(check), definition)));
    list.busy = known.size < checks.length;
  };
  list.onDidHide(() => {
    end.abort();
    list.dispose();
  });
  list.onDidAccept(() => {
    const run = list.activeItems[0]?.of.run;
    if (!run) return;
    list.hide();
    run();
  });
  show();
  await present(list);
  await Promise.all(
    checks.map(async (check) => {
      const health = await check.ask(end.signal);
      if (end.signal.aborted) return;
      known.set(check, health);
      show();
    }),
  );
}

function rowOf({ service, address }: HealthCheck, health: Health | undefined, definition: ClusterDefinition): Row {
  if (!health)
    return {
      label: icons`$(loading~spin) ${service}`,
      description: address,
      detail: l10n.t('checking…'),
      alwaysShow: true,
    };
  const { state, problem } = health;
  const [fix] = problem ? fixesFor(problem.kind, definition) : [];
  const hint =
    problem &&
    [
      state === 'failed' ? '' : problem.message,
      problem.advice ?? '',
      fix ? l10n.t('Select this row to run “{0}”', fix.title) : '',
    ]
      .filter((text) => text !== '')
      .join(' ');
  return {
    label: labelOf(state, service),
    description: address,
    detail: [describeHealth(health), ...(hint ? [hint] : [])].join(' — '),
    alwaysShow: true,
    ...(fix && { run: () => fix.run() }),
  };
}

function labelOf(state: Health['state'], service: string): WithIcons {
  if (state === 'well') return icons`$(pass) ${service}`;
  return state === 'lacking' ? icons`$(warning) ${service}` : icons`$(error) ${service}`;
}
