import './styles/base.css';
import './styles/rail.css';
import './styles/channel.css';
import './styles/home.css';
import './styles/message.css';
import './styles/blocks.css';
import './styles/composer.css';
import './styles/pane.css';
import './styles/dialog.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
