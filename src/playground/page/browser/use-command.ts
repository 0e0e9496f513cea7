import { useState } from 'react';
import type { Message } from '../wire.ts';
import { useApp } from './app-context.ts';
import { send } from './send.ts';
import { slackbot } from './state.ts';
import { splitCommand } from './suggest.ts';

type Running = Readonly<{ problem: string; isWorking: boolean; run: (line: string) => void }>;

/** Runs what was typed as the person who acts; what Slack itself would say about it, Slackbot says. */
export function useCommand(): Running {
  const { state, workspace, dispatch } = useApp();
  const [{ problem, isWorking }, tell] = useState({ problem: '', isWorking: false });
  const { user, channel } = state;

  const run = async (line: string) => {
    const typed = splitCommand(line);
    if (isWorking || line.trim() === '') return;
    if (!typed) {
      tell({ problem: 'Only commands do something here. Type / to see them.', isWorking: false });
      return;
    }
    dispatch({ kind: 'asked' });
    if (!workspace.commands.some(({ command }) => command === typed.command)) {
      dispatch({ kind: 'notice', message: notice(`${typed.command} is not a valid command.`, { user, channel }) });
      return;
    }
    tell({ problem: '', isWorking: true });
    const answer = await send('command', { user, channel, ...typed });
    tell({ problem: '', isWorking: false });
    if (answer.problem) {
      const failed = `${typed.command} failed with the error “${answer.problem}”`;
      dispatch({ kind: 'notice', message: notice(failed, { user, channel }) });
      return;
    }
    dispatch({ kind: 'draft', text: '' });
    if (typed.command === '/aws-resource') dispatch({ kind: 'did', deed: 'looked-up' });
    if (typed.command === '/aws-trail') dispatch({ kind: 'did', deed: 'searched' });
  };
  return { problem, isWorking, run };
}

function notice(text: string, { user, channel }: { user: string; channel: string }): Message {
  const ts = (Date.now() / 1_000).toFixed(6);
  return { ts, channel, from: slackbot, text, blocks: [], files: [], only: user };
}
