import type { Express } from 'express';
import { newApp, otherwise, statusOf } from '../../http/json-app';
import { MASTER } from '../../machines';
import { appsApi } from './apps-api';
import { deploymentsApi } from './deployments-api';
import { MarathonError } from './errors';
import { eventsApi } from './events-api';
import { groupsApi } from './groups-api';
import type { Marathon } from '../marathon';
import { metricsOf } from './metrics';
import { queueApi } from './queue-api';
import { tasksApi } from './tasks-api';

/** The emulated release: the one that the Stars demo was written for. */
const VERSION = '0.14.2';
const LEADER = `${MASTER.address}:8080`;

/** The response of a Marathon without `event_subscriber`. */
const NO_SUBSCRIPTIONS =
  'http event callback system is not running on this Marathon instance. Please re-start this instance with "--event_subscriber http_callback".';

/** `/v2/info`. */
const INFO = {
  name: 'marathon',
  version: VERSION,
  elected: true,
  leader: LEADER,
  frameworkId: '20160411-100000-1707454636-5050-1-0000',
  marathon_config: {
    master: `zk://${MASTER.address}:2181/mesos`,
    failover_timeout: 604_800,
    framework_name: 'marathon',
    ha: true,
    checkpoint: true,
    local_port_min: 10_000,
    local_port_max: 20_000,
    executor: '//cmd',
    hostname: MASTER.address,
    webui_url: null,
    mesos_role: null,
    task_launch_timeout: 300_000,
    reconciliation_initial_delay: 15_000,
    reconciliation_interval: 300_000,
    mesos_user: 'root',
    mesos_leader_ui_url: `http://${MASTER.address}:5050/`,
    leader_proxy_connection_timeout_ms: 5000,
    leader_proxy_read_timeout_ms: 10_000,
    features: [],
  },
  zookeeper_config: {
    zk: `zk://${MASTER.address}:2181/marathon`,
    zk_timeout: 10_000,
    zk_session_timeout: 10_000,
    zk_max_versions: 25,
  },
  event_subscriber: null,
  http_config: { assets_path: null, http_port: 8080, https_port: 8443 },
};

/** Marathon's REST API and event stream. */
export function marathonServer(marathon: Marathon): Express {
  const app = newApp();
  app.get('/ping', (_request, response) => void response.type('text/plain').send('pong'));
  app.get('/v2/info', (_request, response) => void response.json(INFO));
  app.get('/v2/leader', (_request, response) => void response.json({ leader: LEADER }));
  app.delete('/v2/leader', (_request, response) => void response.json({ message: 'Leadership abdicated' }));
  app.get('/metrics', (_request, response) => void response.json(metricsOf(marathon)));
  app.all('/v2/eventSubscriptions', () => {
    throw new MarathonError(400, { message: NO_SUBSCRIPTIONS });
  });
  queueApi(app, marathon);
  eventsApi(app, marathon.events);
  groupsApi(app, marathon);
  tasksApi(app, marathon);
  appsApi(app, marathon);
  deploymentsApi(app, marathon);
  otherwise(
    app,
    (request, response) => void response.status(404).json({ message: `URI not found: ${request.path}` }),
    (error: unknown, _request, response, next) => {
      if (response.headersSent) next(error);
      else if (error instanceof MarathonError) response.status(error.status).json(error.body);
      else response.status(statusOf(error)).json({ message: error instanceof Error ? error.message : String(error) });
    },
  );
  return app;
}
