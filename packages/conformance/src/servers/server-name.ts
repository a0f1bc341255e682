export type ServerName = 'letta' | 'embedded' | 'embedded-http';
