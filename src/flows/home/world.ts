import type { HomeAct } from '../../core/home.ts';
import type { Job } from '../../core/job.ts';
import type { Slack } from '../../core/ports.ts';
import type { LookWorld } from '../answer/look.ts';

/** App Home was opened, or a button was pressed there, as the front door handed it over. */
export type HomeJob = Extract<Job, { home: HomeAct }>;

/** What App Home is read from and shown with. */
export type HomeWorld = LookWorld & Readonly<{ slack: Pick<Slack, 'publishHome' | 'findPermalink'> }>;
