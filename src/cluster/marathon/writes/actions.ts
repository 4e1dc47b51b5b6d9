import * as z from 'zod/mini';

const text = z.catch(z.optional(z.string()), undefined);

/** One thing that a deployment does to an app or a pod. In 0.14 to 1.0 it is called `type`, from 1.1 on `action`. */
export const planAction = z.object({ action: text, type: text, app: text, pod: text });
export type PlanAction = z.infer<typeof planAction>;

/** Steps of a plan: lists of actions up to 1.0, objects with `actions` from 1.1 on. One odd step voids the plan: it could hide a stop. */
export const planSteps = z.array(z.union([z.array(planAction), z.object({ actions: z.array(planAction) })]));

/** One action as it is shown, e.g. `ScaleApplication /calico-stars/client`. */
export function describeAction({ action, type, app, pod }: PlanAction): string {
  return [action ?? type, app ?? pod].filter((part) => part !== undefined).join(' ');
}

/** All actions of a plan, in their order. */
export function actionsOf(steps: z.infer<typeof planSteps>): readonly PlanAction[] {
  return steps.flatMap((step) => ('actions' in step ? step.actions : step));
}
