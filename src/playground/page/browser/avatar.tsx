import { useApp } from './app-context.ts';
import { slackbot } from './state.ts';

const colours = ['#2f6f8f', '#8f5a2f', '#5b7f3a', '#7a4f9a', '#a04462', '#3f6fb0'];

/** A drawn face: the app's fire, or a person's initials on a colour of their own. */
export function Avatar({ id, size = 36 }: { id: string; size?: number }) {
  const { workspace } = useApp();
  const at = workspace.people.findIndex((person) => person.id === id);
  const person = workspace.people[at];
  return (
    <svg className="avatar" width={size} height={size} viewBox="0 0 36 36" aria-hidden="true">
      {id === workspace.app.id && <Fire />}
      {id === slackbot && <Initials text="S" colour="#4a5d6b" />}
      {person && <Initials text={initialsOf(person.realName)} colour={colours[at % colours.length] ?? '#666'} />}
    </svg>
  );
}

function Fire() {
  return (
    <>
      <rect width="36" height="36" rx="8" fill="#7a1f1f" />
      <path
        d="M18 4c1.2 5.4 7 7.6 7 14a7 7 0 0 1-14 0c0-3.4 2.3-4.6 3.4-8 1.2 2.3 2.3 2.3 2.3 4.6C19 12.3 19 8 18 4z"
        fill="#ffb347"
      />
      <path d="M18 14c.6 2.7 3.3 3.3 3.3 6a3.3 3.3 0 0 1-6.6 0c0-2.2 2.2-3.3 3.3-6z" fill="#fff1d6" />
      <path
        d="M8 29.500h20M11.5 26.500l13 5M24.5 26.500l-13 5"
        stroke="#f4d9c6"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </>
  );
}

function Initials({ text, colour }: { text: string; colour: string }) {
  return (
    <>
      <rect width="36" height="36" rx="8" fill={colour} />
      <text x="18" y="23.2" textAnchor="middle" fontSize="14.5" fontWeight="700" fill="#fff">
        {text}
      </text>
    </>
  );
}

function initialsOf(name: string): string {
  return name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2);
}
