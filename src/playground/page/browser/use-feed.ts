import { type Dispatch, useEffect } from 'react';
import { parseUpdate } from '../wire.ts';
import type { Action } from './reduce.ts';

/** Listens to what happens for as long as the page is open; the browser connects again by itself. */
export function useFeed(dispatch: Dispatch<Action>): void {
  useEffect(() => {
    const feed = new EventSource('/feed');
    feed.onmessage = ({ data }: MessageEvent<string>) => dispatch({ kind: 'update', update: parseUpdate(data) });
    feed.onerror = () => dispatch({ kind: 'connected', connected: false });
    return () => feed.close();
  }, [dispatch]);
}
