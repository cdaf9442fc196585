@echo off
rem Starts omnihuman-routes. Arguments and exit code are the program's own.
rem
rem   JAVA_HOME   which Java; without it, the one on the PATH. 17 or later.
rem   JAVA_OPTS   options of the JVM; they come last, so they win over those below.
setlocal

set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"

set "version="
for /f "tokens=2 delims==" %%v in ('""%java%" -XshowSettings:properties -version 2>&1 | findstr /c:"java.specification.version ="') do set "version=%%v"
if not defined version (
  echo omnihuman-routes: there is no Java at "%java%"; Java 17 or later is needed 1>&2
  exit /b 2
)
set /a major=%version% 2>nul
if %major% LSS 17 (
  echo omnihuman-routes: "%java%" is Java%version%; Java 17 or later is needed 1>&2
  exit /b 2
)

"%java%" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.2 ^
  -XX:-UsePerfData %JAVA_OPTS% -jar "%~dp0..\omnihuman-routes.jar" %*
exit /b %ERRORLEVEL%
