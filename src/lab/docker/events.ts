import { passes, type Filters } from './filters';
import type { DockerNetwork } from './network';

/** An event of the Engine's event stream. */
export interface DockerEvent {
  readonly Type: 'network';
  readonly Action: 'create' | 'connect' | 'disconnect' | 'destroy';
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  /** Seconds since the epoch. */
  readonly time: number;
  readonly timeNano: number;
}

/** Creates the Engine's event for a change of a network. */
export function networkEvent(
  action: DockerEvent['Action'],
  { id, name, driver }: DockerNetwork,
  containerId?: string,
): DockerEvent {
  const now = Date.now();
  const attributes = { name, type: driver, ...(containerId !== undefined && { container: containerId }) };
  return {
    Type: 'network',
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    time: Math.floor(now / 1000),
    timeNano: now * 1e6,
  };
}

/** The filters that the event stream supports. */
export const EVENT_FILTERS = ['type', 'event', 'network', 'container', 'image', 'label', 'volume', 'daemon'];

/** Whether an event passes a listener's filters. */
export function isWanted({ Type, Action, Actor }: DockerEvent, filters: Filters): boolean {
  return passes(filters, (name, value) => {
    if (name === 'type') return value === Type;
    if (name === 'event') return value === Action;
    if (name === 'network') return value === Actor.ID || value === Actor.Attributes['name'];
    return name === 'container' && value === Actor.Attributes['container'];
  });
}
