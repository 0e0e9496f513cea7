import { Mrkdwn } from '../mrkdwn.tsx';
import type { TextObject } from './parse.ts';

/** A text object: marks only where Slack knows them. */
export function Text({ of: { type, text } }: { of: TextObject }) {
  return type === 'mrkdwn' ? <Mrkdwn text={text} /> : <div className="text">{text}</div>;
}
