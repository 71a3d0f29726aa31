import { expect, it } from 'vitest';
import { isLoopback } from './loopback.ts';

it.each([
  'http://localhost:3000',
  'http://127.0.0.1',
  'https://127.9.8.7:1',
  'http://[::1]:80',
  'http://127.1',
])('%s is this machine', (url) => expect(isLoopback(new URL(url))).toBe(true));

it.each([
  'http://example.com',
  'http://localhost.example.com',
  'http://127.0.0.1.example.com',
  'http://localhost@example.com',
  'http://0.0.0.0',
  'http://10.0.0.1',
  'http://[::ffff:127.0.0.1]',
])('%s is not', (url) => expect(isLoopback(new URL(url))).toBe(false));
