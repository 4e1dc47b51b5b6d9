import type { Express } from 'express';
import { MarathonError } from './errors';
import { isTrue, sendDeployment } from './http';
import type { Marathon } from '../marathon';
import { viewDeployment } from './views';

/** `/v2/deployments` (Marathon 0.14 DeploymentsResource). */
export function deploymentsApi(app: Express, marathon: Marathon): void {
  app.get(
    '/v2/deployments',
    (_request, response) => void response.json(marathon.deployments.list().map(viewDeployment)),
  );
  app.delete('/v2/deployments/:id', (request, response) => {
    const { id } = request.params;
    const deployment = marathon.deployments.find(id);
    if (!deployment) throw new MarathonError(404, { message: `DeploymentPlan ${id} does not exist` });
    if (!isTrue(request, 'force')) {
      sendDeployment(response, marathon.rollBack(deployment.plan));
      return;
    }
    marathon.deployments.cancel(id);
    response.status(202).end();
  });
}
