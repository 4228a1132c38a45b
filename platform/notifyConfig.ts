import { z } from "zod";

/** How messages leave the service. Null: not configured, and nothing is sent that way. */
export interface NotifyConfig {
  email: { smtpUrl: string; from: string } | null;
  govUkNotify: GovUkNotifyConfig | null;
  gateway: GatewayConfig | null;
  /** A push service for trying pushes, beside the public ones. Null: none. */
  pushService: string | null;
  /** For so many days the record of a message is kept. */
  keepDays: number;
}

/** GOV.UK Notify sends texts. */
export interface GovUkNotifyConfig {
  url: string;
  apiKey: string;
  /** The template must consist of the one field `((message))`. */
  textTemplate: string;
  /** The bearer token with which GOV.UK Notify posts delivery receipts. Null: none are accepted. */
  callbackToken: string | null;
}

/** Any gateway for texts and voice calls, by signed webhooks in both directions (standard-webhooks). */
export interface GatewayConfig {
  url: string;
  secret: string;
}

const isUrl = (text: string, ...protocols: string[]): boolean => {
  const url = URL.parse(text);
  return (
    url !== null && protocols.includes(url.protocol) && (url.protocol === "mailto:" ? url.pathname.includes("@") : url.hostname !== "")
  );
};

const httpUrl = z.string().refine((text) => isUrl(text, "http:", "https:"), "must be an address that begins with https:// or http://");

export const notifyEnvironment = {
  LINKLINE_SMTP_URL: z
    .string()
    .refine((text) => isUrl(text, "smtp:", "smtps:"), "must look like smtps://user:password@mail.example:465")
    .optional(),
  LINKLINE_MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>\r\n]{1,100} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, "must look like Link Line <alarms@linkline.example>")
    .optional(),
  LINKLINE_NOTIFY_API_KEY: z
    .string()
    .regex(/^.*[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i, "must be an API key of GOV.UK Notify")
    .optional(),
  LINKLINE_NOTIFY_TEXT_TEMPLATE: z.guid("must be the id of a text template of GOV.UK Notify").optional(),
  LINKLINE_NOTIFY_CALLBACK_TOKEN: z.string().min(10, "must have at least 10 characters").optional(),
  LINKLINE_NOTIFY_URL: httpUrl.default("https://api.notifications.service.gov.uk"),
  LINKLINE_PUSH_SERVICE: httpUrl.optional(),
  LINKLINE_KEEP_MESSAGES_DAYS: z
    .string()
    .regex(/^\d{1,4}$/, "must be a whole number from 30 to 3650")
    .refine((days) => Number(days) >= 30 && Number(days) <= 3_650, "must be a whole number from 30 to 3650")
    .default("400"),
  LINKLINE_SMS_WEBHOOK_URL: httpUrl.optional(),
  LINKLINE_SMS_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be "whsec_" and at least 24 random bytes in base64')
    .optional(),
};

const together = [
  ["LINKLINE_SMTP_URL", "LINKLINE_MAIL_FROM", "e-mail needs server and sender"],
  ["LINKLINE_NOTIFY_API_KEY", "LINKLINE_NOTIFY_TEXT_TEMPLATE", "GOV.UK Notify needs key and template"],
  ["LINKLINE_SMS_WEBHOOK_URL", "LINKLINE_SMS_WEBHOOK_SECRET", "the gateway needs address and secret"],
] as const;

/** Variables that go together are all set, or none is. */
export function missingForNotify(given: Record<string, unknown>): string[] {
  return together.flatMap(([one, other, why]) => {
    if ((given[one] === undefined) === (given[other] === undefined)) return [];
    return [`${given[one] === undefined ? one : other} is missing: ${why}`];
  });
}

type NotifyValues = { [Name in keyof typeof notifyEnvironment]?: string | undefined };

/** The configuration from variables of which none is missing. */
export function notifyConfigOf(value: NotifyValues): NotifyConfig {
  const { LINKLINE_SMTP_URL: smtpUrl, LINKLINE_MAIL_FROM: from } = value;
  const { LINKLINE_NOTIFY_API_KEY: apiKey, LINKLINE_NOTIFY_TEXT_TEMPLATE: textTemplate, LINKLINE_NOTIFY_URL: url } = value;
  const { LINKLINE_SMS_WEBHOOK_URL: gatewayUrl, LINKLINE_SMS_WEBHOOK_SECRET: secret } = value;
  return {
    email: smtpUrl === undefined || from === undefined ? null : { smtpUrl, from },
    govUkNotify:
      apiKey === undefined || textTemplate === undefined || url === undefined
        ? null
        : { url, apiKey, textTemplate, callbackToken: value.LINKLINE_NOTIFY_CALLBACK_TOKEN ?? null },
    gateway: gatewayUrl === undefined || secret === undefined ? null : { url: gatewayUrl, secret },
    pushService: value.LINKLINE_PUSH_SERVICE ?? null,
    keepDays: Number(value.LINKLINE_KEEP_MESSAGES_DAYS),
  };
}
