import * as z from 'zod/mini';

const text = z.catch(z.optional(z.string()), undefined);

/** An action of a deployment on an app or a pod. The field is `type` in 0.14 to 1.0, and `action` from 1.1 on. */
export const planAction = z.object({ action: text, type: text, app: text, pod: text });
export type PlanAction = z.infer<typeof planAction>;

/**
 * The steps of a plan: lists of actions up to 1.0, objects with `actions` from 1.1 on. One unreadable step invalidates
 * the plan, because it might hide a stop.
 */
export const planSteps = z.array(z.union([z.array(planAction), z.object({ actions: z.array(planAction) })]));

/** Formats an action for display, for example `ScaleApplication /calico-stars/client`. */
export function describeAction({ action, type, app, pod }: PlanAction): string {
  return [action ?? type, app ?? pod].filter((part) => part !== undefined).join(' ');
}

/** Returns all actions of a plan in order. */
export function actionsOf(steps: z.infer<typeof planSteps>): readonly PlanAction[] {
  return steps.flatMap((step) => ('actions' in step ? step.actions : step));
}
