import type { Role } from "#domain/role.ts";
import { type Answer, call } from "../../shared/api/call.ts";

export interface Token {
  id: string;
  name: string;
  role: Role;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  madeBy: { id: string; name: string } | null;
}
export type TokenList = { items: Token[] };

export const readTokens = (): Promise<Answer<TokenList>> => call("GET", "/api/v1/tokens");
export const makeToken = (token: { name: string; role: Role; days: number }): Promise<Answer<{ id: string; token: string }>> =>
  call("POST", "/api/v1/tokens", token);
export const endToken = (id: string): Promise<Answer<TokenList>> => call("DELETE", `/api/v1/tokens/${id}`);
