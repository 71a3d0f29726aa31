import type { ReactElement } from 'react';

interface ProseProps {
  readonly text: string;
  readonly className?: string;
}

/** What somebody wrote, as text: blank lines make paragraphs, single ones stay line breaks. */
export function Prose({ text, className = '' }: ProseProps): ReactElement {
  return (
    <div className={`space-y-[0.8em] wrap-anywhere ${className}`}>
      {text.split(/\n{2,}/).map((paragraph, index) => (
        // Paragraphs of a text never change places.
        <p key={index} className="whitespace-pre-line text-pretty">
          {paragraph}
        </p>
      ))}
    </div>
  );
}
