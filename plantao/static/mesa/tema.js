document.cookie = `sistema=${matchMedia("(prefers-color-scheme: dark)").matches ? "escuro" : "claro"};path=/;max-age=31536000;samesite=lax`;
