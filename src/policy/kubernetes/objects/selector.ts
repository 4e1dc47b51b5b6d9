export type { LabelExpression, LabelSelector } from '../../selectors';
