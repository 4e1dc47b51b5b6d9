import type { Express } from 'express';
import { newApp } from '../http/json-app';
import { canonical, type MesosCluster } from './cluster';

/** Mesos-DNS's HTTP API (0.5.2, resolver.go). Only running tasks have a name. */
export function mesosDnsServer(cluster: MesosCluster): Express {
  const app = newApp();
  app.get(
    '/v1/version',
    (_request, response) =>
      void response.json({ Service: 'Mesos-DNS', URL: 'https://github.com/mesosphere/mesos-dns', Version: '0.5.2' }),
  );
  app.get('/v1/hosts/:name', (request, response) => {
    const name = canonical(request.params.name);
    const hosts = cluster
      .records()
      .filter((record) => record.name === name)
      .map(({ address }) => ({ host: `${name}.`, ip: address }));
    // An unknown name yields an empty entry, not an error.
    response.json(hosts.length > 0 ? hosts : [{ host: '', ip: '' }]);
  });
  app.get('/v1/enumerate', (_request, response) => {
    const records = cluster.records();
    const tasks = cluster.tasks.map((task) => ({
      name: task.info.appId,
      id: task.info.id,
      records: records
        .filter((record) => record.task === task)
        .map(({ name, address }) => ({ name: `${name}.`, host: address, rtype: 'A' })),
    }));
    response.json({ frameworks: [{ tasks: tasks.filter((task) => task.records.length > 0), name: 'marathon' }] });
  });
  return app;
}
