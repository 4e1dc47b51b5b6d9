import * as z from 'zod/mini';
import { actionsOf, planSteps } from './actions';

/** An action of a deployment on an app or a pod. */
export interface PlannedAction {
  readonly kind: 'start' | 'stop' | 'scale' | 'restart' | 'other';
  /** Marathon's name of the action, for example `RestartPod`. */
  readonly name: string;
  /** The absolute ID of the app or pod. */
  readonly id: string;
  readonly pod: boolean;
}

/** The answer to a PUT with `dryRun=true`. If it has no steps, the server made the change. */
export const dryRunAnswer: z.ZodMiniType<readonly PlannedAction[]> = z.pipe(
  z.looseObject({ steps: planSteps }).check(z.refine((answer) => !('deploymentId' in answer))),
  z.transform(({ steps }: { readonly steps: z.infer<typeof planSteps> }) =>
    actionsOf(steps).map(({ action, type, app, pod }): PlannedAction => {
      const name = action ?? type ?? '';
      return { kind: kindOf(name), name, id: app ?? pod ?? '', pod: app === undefined && pod !== undefined };
    }),
  ),
);

function kindOf(name: string): PlannedAction['kind'] {
  const [, verb] = /^(Start|Stop|Scale|Restart)(?:Application|Pod)$/.exec(name) ?? [];
  switch (verb) {
    case 'Start':
      return 'start';
    case 'Stop':
      return 'stop';
    case 'Scale':
      return 'scale';
    case 'Restart':
      return 'restart';
    default:
      return 'other';
  }
}
