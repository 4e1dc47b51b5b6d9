import type { ContainerPort, PodSpec } from './objects/core';

/** Returns the ports that the containers of a pod declare, named or not. */
export function containerPorts({ containers = [], initContainers = [] }: PodSpec = {}): readonly ContainerPort[] {
  return [...containers, ...initContainers].flatMap(({ ports = [] }) => ports);
}
