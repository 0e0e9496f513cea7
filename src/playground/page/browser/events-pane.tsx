import { useEffect, useRef, useState } from 'react';
import type { ActBody, SceneCard } from '../wire.ts';
import { useApp } from './app-context.ts';
import { DeliveryView } from './delivery-view.tsx';
import { Pane } from './pane.tsx';
import { send } from './send.ts';

const own = 'Your own JSON';

/** Sends what AWS would send: a scene, or pasted JSON; and shows what came of each. */
export function EventsPane() {
  const { state, workspace } = useApp();
  const known = new Set([own, ...workspace.scenes.map(({ title }) => title)]);
  const others = state.deliveries.filter(({ title }) => !known.has(title));
  return (
    <Pane title="Send an event" about="as AWS would, through the alerts topic">
      {others.length > 0 && (
        <section aria-label="Sent from elsewhere">
          <h3>Sent from elsewhere</h3>
          {others.slice(0, 3).map((delivery) => (
            <DeliveryView key={delivery.id} delivery={delivery} />
          ))}
        </section>
      )}
      <section aria-label="Scenes">
        <h3>Scenes</h3>
        <ul>
          {workspace.scenes.map((scene) => (
            <SceneView key={scene.id} scene={scene} />
          ))}
        </ul>
      </section>
      <OwnJson />
    </Pane>
  );
}

/** What came of the newest delivery of that title, brought into sight when it is new. */
function Came({ title }: { title: string }) {
  const { deliveries } = useApp().state;
  const newest = deliveries.find((delivery) => delivery.title === title);
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef(newest?.id);
  useEffect(() => {
    if (newest?.id !== seen.current) box.current?.scrollIntoView({ block: 'nearest' });
    seen.current = newest?.id;
  }, [newest?.id]);
  return (
    <div className="came" aria-live="polite" ref={box}>
      {newest && <DeliveryView key={newest.id} delivery={newest} />}
    </div>
  );
}

function useSend() {
  const [{ problem, isWorking }, tell] = useState({ problem: '', isWorking: false });
  const sendEvents = async (body: ActBody<'events'>) => {
    tell({ problem: '', isWorking: true });
    const answer = await send('events', body);
    tell({ problem: answer.problem ?? '', isWorking: false });
  };
  return { problem, isWorking, sendEvents };
}

function SceneView({ scene }: { scene: SceneCard }) {
  const { problem, isWorking, sendEvents } = useSend();
  return (
    <li className="scene">
      <div className="scene-head">
        <h4>{scene.title}</h4>
        <button
          type="button"
          className="action default"
          aria-label={`Send: ${scene.title}`}
          disabled={isWorking}
          onClick={() => sendEvents({ title: scene.title, scene: scene.id })}
        >
          Send
        </button>
      </div>
      <p>{scene.shows}</p>
      <details>
        <summary>JSON</summary>
        <pre>{scene.json}</pre>
      </details>
      <Came title={scene.title} />
      {problem && <p className="failed">{problem}</p>}
    </li>
  );
}

function OwnJson() {
  const { problem, isWorking, sendEvents } = useSend();
  const [text, write] = useState('');
  return (
    <section className="own-json" aria-label={own}>
      <h3>{own}</h3>
      <p>An event in any envelope: EventBridge, SNS, SQS, a bare finding, or an array of them.</p>
      <textarea
        rows={6}
        aria-label="JSON to send"
        spellCheck={false}
        placeholder={'{ "source": "aws.ec2", … }'}
        value={text}
        onChange={(event) => write(event.target.value)}
      />
      {problem && (
        <p className="failed" role="alert">
          {problem}
        </p>
      )}
      <button
        type="button"
        className="action primary"
        disabled={isWorking || text.trim() === ''}
        onClick={() => sendEvents({ title: own, text })}
      >
        Send it
      </button>
      <Came title={own} />
    </section>
  );
}
