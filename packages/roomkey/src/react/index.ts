export { createHooks } from './create-hooks.ts';
export type {
  Hooks,
  RequestHandle,
  RequestResult,
  RoomHandle,
  RoomkeyProviderProps,
  UseRequestOptions,
} from './types.ts';
