import { parseConfig } from '../../core/config.ts';

/** The usual settings of mail and digest, from an address that nobody has. */
export const MAIL_CONFIG = (({ mail, digest }) => ({ mail, digest }))(parseConfig({ MAIL_FROM: 'Writeups <digest@writeups.example>' }));
